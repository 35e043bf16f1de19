/** One measurement as a line of JSON: which goal, what was seen, whether it was met. */
export function print(line: { id: string; met: boolean } & Record<string, unknown>): void {
  console.log(JSON.stringify(line));
}
