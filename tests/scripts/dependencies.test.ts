import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly license?: string;
  readonly gypfile?: boolean;
}

const read = (path: string): Package => JSON.parse(readFileSync(path, 'utf8'));
const own = read('package.json');
const all = { ...own.dependencies, ...own.devDependencies };
const reviewed = readFileSync('docs/security.md', 'utf8');

test('every dependency is pinned to one version', () => {
  for (const [name, version] of Object.entries(all)) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});

test('every dependency is in the review, with its licence', () => {
  const rows = reviewed.split('\n').filter((line) => line.startsWith('| '));
  for (const name of Object.keys(all)) {
    const short = name.replace('@finos/perspective-viewer', '-viewer');
    const row = rows.find((line) =>
      (line.split('|')[1] ?? '').split(/[ ,]+/).some((cell) => cell === name || cell === short),
    );
    expect(row, name).toBeDefined();
    expect(row, name).toContain(`| ${read(`node_modules/${name}/package.json`).license} |`);
  }
});

test('no dependency of the application is a native addon', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>;
  };
  const production = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  expect(production.length).toBeGreaterThan(50);
  for (const [path] of production) expect(existsSync(`${path}/binding.gyp`), path).toBe(false);
});
