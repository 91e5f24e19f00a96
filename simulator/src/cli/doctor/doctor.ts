export async function runDoctor(_io: unknown, _options: unknown): Promise<number> {
  return 0;
}
