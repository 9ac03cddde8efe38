import { readFile } from 'node:fs/promises';
import { EngineConfigError, type EngineSettings, engineConfig } from '../engine/config.ts';
import type { Profile } from '../engine/engine.ts';
import { textOf } from './read-text.ts';

/** Settings that cannot be used; the message is for people: the file, the setting, what it may be. */
export class EngineSettingsError extends Error {
  override readonly name = 'EngineSettingsError';
}

/** Where JSON has no number for "never". */
const MAY_BE_NEVER: readonly string[] = ['idleEvictAfterS', 'catchUpLimitS'] satisfies (keyof EngineSettings)[];

/**
 * Reads windows, half-lives and intervals of the engine from a JSON file: an object with any of the settings of
 * engine/config.ts; what is absent keeps the profile's default, null means never. Throws EngineSettingsError.
 */
export async function readEngineSettings(path: string, profile: Profile): Promise<Partial<EngineSettings>> {
  const settings = engineSettings(await readJson(path), path);
  try {
    engineConfig(profile, 0, settings);
  } catch (error) {
    if (!(error instanceof EngineConfigError)) throw error;
    throw new EngineSettingsError(`${path}: ${error.message}`, { cause: error });
  }
  return settings;
}

async function readJson(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'it does not exist' : error.message;
    throw new EngineSettingsError(`The settings file ${path} cannot be read: ${reason}.`, { cause: error });
  });
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    throw new EngineSettingsError(`${path} is not valid JSON: ${(error as Error).message}.`, { cause: error });
  }
}

function engineSettings(value: unknown, path: string): Partial<EngineSettings> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new EngineSettingsError(`${path} must hold an object of settings, such as {"tradeWindowS": 60}.`);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, setting]) => [
      name,
      setting === null && MAY_BE_NEVER.includes(name) ? Number.POSITIVE_INFINITY : setting,
    ]),
  );
}
