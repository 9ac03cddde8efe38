/** The key from POLYGON_API_KEY or MASSIVE_API_KEY, or null. */
export function apiKeyFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string | null {
  const key = environment.POLYGON_API_KEY?.trim() || environment.MASSIVE_API_KEY?.trim();
  return key === undefined || key === '' ? null : key;
}
