import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineSettingsError, readEngineSettings } from '../../main/engine-config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const path = join(folder, 'engine.json');
  await writeFile(path, text);
  return readEngineSettings(path, 'standard');
}

describe('readEngineSettings', () => {
  it('returns what the file sets and nothing else', async () => {
    expect(await read('{"tradeWindowS": 30, "emaHalfLivesS": [10, 20.5, 40]}')).toEqual({
      tradeWindowS: 30,
      emaHalfLivesS: [10, 20.5, 40],
    });
    expect(await read('{}')).toEqual({});
    expect(await read('\ufeff{"tradeWindowS": 30}')).toEqual({ tradeWindowS: 30 });
  });

  it('takes null for never where that makes sense', async () => {
    expect(await read('{"idleEvictAfterS": null}')).toEqual({ idleEvictAfterS: Number.POSITIVE_INFINITY });
    await expect(read('{"tradeWindowS": null}')).rejects.toThrow('not null.');
  });

  it.each([
    ['{"tradeWindowS": 30', 'engine.json is not valid JSON: '],
    ['[60]', 'engine.json must hold an object of settings'],
    ['null', 'engine.json must hold an object of settings'],
    ['{"tradeWindow": 30}', 'engine.json: There is no setting "tradeWindow"; the engine\'s settings are '],
    ['{"volatilityS": 1}', 'engine.json: volatilityS must be a whole number from 2 to 86400, not 1.'],
  ])('refuses %s and names file and setting', async (text, message) => {
    const reading = read(text);
    await expect(reading).rejects.toThrow(EngineSettingsError);
    await expect(reading).rejects.toThrow(message);
  });

  it('says which file it cannot read', async () => {
    await expect(readEngineSettings(join(folder, 'none.json'), 'csp')).rejects.toThrow(
      `The settings file ${join(folder, 'none.json')} cannot be read: it does not exist.`,
    );
  });
});
