/** Runs once when the server starts, before the first request: environment, migrations, first run, worker. */
export async function register(): Promise<void> {
  // Inlined by Next for each runtime, so that the edge bundle never sees the server.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('./server/boot');
  await boot();
}
