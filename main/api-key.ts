/** Names of the environment variables that may hold the key; the first one that does counts. */
export const API_KEY_VARIABLES = ['POLYGON_API_KEY', 'MASSIVE_API_KEY'] as const;

let taken: ReadonlyMap<string, string> | null = null;

/**
 * The key from POLYGON_API_KEY or MASSIVE_API_KEY, or null. The first call takes the variables out of the environment: child
 * processes, threads and the preload scripts of pages get copies of it.
 */
export function apiKeyFromEnvironment(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (taken === null) {
    taken = new Map(
      API_KEY_VARIABLES.flatMap((name) => {
        const value = environment[name];
        delete environment[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  }
  for (const name of API_KEY_VARIABLES) {
    const key = taken.get(name)?.trim();
    if (key !== undefined && key !== '') return key;
  }
  return null;
}

/** Puts the variables back, for a program that takes the place of this one. */
export function giveBackApiKey(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of taken ?? []) environment[name] = value;
  taken = null;
}
