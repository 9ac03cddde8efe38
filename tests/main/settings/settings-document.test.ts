import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TEST_STEP_TITLES } from '../../../main/feed/polygon/test-step-titles.ts';
import { SETTING_NAMES, SETTINGS } from '../../../main/settings/settings.ts';
import { FIELDS, SECTION_TITLES } from '../../../renderer/preferences/fields.ts';

const document = readFileSync('docs/settings.md', 'utf8');
const rows = new Map(
  [...document.matchAll(/^\| `(\w+)` \| (.*) \| (.*) \| `(.*)` \| (\w+) \|$/gm)].map(
    ([, name = '', place = '', , fallback = '', effect = '']) => [name, { place, fallback, effect }],
  ),
);

it('documents every setting, and none that there is not', () => {
  expect([...rows.keys()].sort()).toEqual([...SETTING_NAMES].sort());
});

it.each(SETTING_NAMES)('documents default and effect of %s', (name) => {
  const { fallback, effect } = SETTINGS[name];
  expect(rows.get(name)).toMatchObject({ fallback: JSON.stringify(fallback), effect });
});

it.each(FIELDS)('says where $name is in the preferences', ({ name, section, label }) => {
  expect(rows.get(name)?.place).toBe(`${SECTION_TITLES[section]} > ${label}`);
});

it.each(Object.values(TEST_STEP_TITLES))('documents the step "%s" of the connection test', (title) => {
  expect(document).toContain(`| ${title} |`);
});
