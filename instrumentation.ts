/** Runs once when the server starts, before the first request: environment, migrations, first run, worker. */
export async function register(): Promise<void> {
  // Inlined by Next for each runtime. The import must stand inside the branch: after an early return the edge bundle would still
  // take in the whole server, the AWS SDK with it.
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { boot } = await import('./server/boot');
    await boot();
  }
}
