import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createPackage, extractAll } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { type ElectronApplication, _electron as electron, expect, test } from '@playwright/test';
import { createKeys, signManifest } from '../../main/updates/manifest-signature.ts';
import { waitFor } from '../e2e/support/server-process.ts';
import { type FeedServer, manifestText, startFeedServer } from '../main/updates/feed-server.ts';
import {
  ARCHIVE,
  asPlainUser,
  giveToPlainUser,
  type InstalledApp,
  installArchive,
  plainDirectory,
  sandboxProblem,
} from './installed-app.ts';

const problem = sandboxProblem() ?? (existsSync(ARCHIVE) ? null : `${ARCHIVE} has not been built`);
test.skip(problem !== null, String(problem));

const NAME = 'latest-linux.yml';
const NEW_FILE = 'multi-ticker-dashboard-99.0.0-linux-x86_64.AppImage';
/** Stands for the new version: it says that it was started. */
const newVersion = Buffer.from('#!/bin/sh\necho "started as $0" > "$UPDATE_MARK"\n');
const keys = createKeys();

let app: InstalledApp;
let server: FeedServer;

test.beforeAll(async () => {
  app = installArchive();
  server = await startFeedServer();
  await buildWithKey(keys.publicKey);
});
test.afterAll(async () => {
  await server?.close();
  if (app !== undefined) rmSync(app.home, { recursive: true, force: true });
});

/** The shipped application with the key of this test, and with the fuse that lets Playwright answer its dialogs. */
async function buildWithKey(publicKey: string): Promise<void> {
  const asar = join(app.resources, 'app.asar');
  const content = join(app.home, 'content');
  extractAll(asar, content);
  mkdirSync(join(content, 'resources'), { recursive: true });
  writeFileSync(join(content, 'resources/update-key.pem'), publicKey);
  rmSync(asar);
  await createPackage(content, asar);
  await flipFuses(app.executable, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

function publish(version: string, file: Buffer = newVersion, signed = true): void {
  const sha512 = createHash('sha512').update(newVersion).digest('base64');
  const manifest = Buffer.from(manifestText(version, NEW_FILE, sha512, newVersion.length));
  server.files.set(NAME, manifest);
  server.files.set(`${NAME}.sig`, Buffer.from(signManifest(NAME, manifest, (signed ? keys : createKeys()).privateKey)));
  server.files.set(NEW_FILE, file);
}

interface Running {
  readonly electron: ElectronApplication;
  /** The file that would be replaced. */
  readonly appImage: string;
  readonly mark: string;
  /** What the application has asked or told its user, oldest first. */
  said(): Promise<string[]>;
}

/** Starts it as a plain user, as if from an AppImage or from an archive; `answers` are pressed in its dialogs, else the last button. */
async function start(settings: Record<string, unknown>, answers: string[], asAppImage = true): Promise<Running> {
  const home = plainDirectory();
  const appImage = join(home, 'Multi-Ticker.AppImage');
  writeFileSync(appImage, 'the old version');
  const userData = join(home, 'user-data');
  mkdirSync(userData);
  writeFileSync(join(userData, 'settings.json'), JSON.stringify({ ...settings, updateFeedUrl: server.url }));
  const wrapper = join(home, 'start.sh');
  const command = asPlainUser([app.executable]).map((part) => `'${part}'`);
  writeFileSync(wrapper, `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`, { mode: 0o755 });
  for (const path of [appImage, userData, join(userData, 'settings.json')]) giveToPlainUser(path);
  const mark = join(home, 'started');
  const application = await electron.launch({
    executablePath: wrapper,
    chromiumSandbox: true,
    args: [
      '--log-level=3',
      `--user-data-dir=${userData}`,
      '--feed',
      'demo',
      '--no-record',
      '--ws-port',
      '0',
      '--web-port',
      '0',
    ],
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      DISPLAY: process.env.DISPLAY ?? '',
      UPDATE_MARK: mark,
      // What the runtime of an AppImage sets; without APPDIR it is another one's that started this.
      APPIMAGE: appImage,
      ...(asAppImage && { APPDIR: dirname(app.executable) }),
    },
  });
  await application.evaluate(({ dialog }, wanted) => {
    const scope = globalThis as unknown as { said: string[] };
    scope.said = [];
    const answer = (options: Electron.MessageBoxOptions) => {
      scope.said.push([options.message, options.detail].filter(Boolean).join(' | '));
      const buttons = options.buttons ?? [];
      const index = buttons.findIndex((button) => wanted.includes(button));
      return Promise.resolve({ response: index < 0 ? buttons.length - 1 : index, checkboxChecked: false });
    };
    dialog.showMessageBox = ((...given: unknown[]) => answer(given.at(-1) as Electron.MessageBoxOptions)) as never;
  }, answers);
  await (await application.firstWindow()).getByTestId('feed-state').waitFor();
  return {
    electron: application,
    appImage,
    mark,
    said: () => application.evaluate(() => (globalThis as unknown as { said: string[] }).said),
  };
}

async function check({ electron: application }: Running): Promise<void> {
  await application.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('check-updates')?.click());
}

async function lastWord(running: Running): Promise<string> {
  return waitFor(async () => (await running.said()).at(-1) ?? null, 30_000);
}

test('downloads, measures and installs a newer version, and starts it', async () => {
  publish('99.0.0');
  const running = await start({}, ['Download', 'Restart Now']);
  const child = running.electron.process();
  const closed = new Promise((done) => child.once('exit', done));
  await check(running);
  expect(await closed).toBe(0);
  await waitFor(() => (existsSync(running.mark) ? true : null), 30_000);
  expect(readFileSync(running.appImage).equals(newVersion)).toBe(true);
  expect(readFileSync(running.mark, 'utf8')).toContain(running.appImage);
});

test('installs nothing that was not agreed to', async () => {
  publish('99.0.0');
  const running = await start({}, ['Download']);
  await check(running);
  expect(
    await waitFor(async () => (await running.said()).find((text) => text.includes('is ready')) ?? null, 30_000),
  ).toContain('Restart for it now?');
  await running.electron.close();
  expect(readFileSync(running.appImage, 'utf8')).toBe('the old version');
});

test('refuses a file that is not the signed one', async () => {
  publish('99.0.0', Buffer.from(newVersion.toString().replace('started', 'hacked!')));
  const running = await start({}, ['Download', 'Restart Now']);
  await check(running);
  await expect.poll(async () => (await running.said()).at(-1), { timeout: 30_000 }).toMatch(/wrong checksum/);
  expect(readFileSync(running.appImage, 'utf8')).toBe('the old version');
  await running.electron.close();
});

test('refuses a manifest with another signature, an older version, and a feed that is down', async () => {
  const running = await start({}, ['Download', 'Restart Now']);
  const answers: [() => unknown, RegExp][] = [
    [() => publish('99.0.0', newVersion, false), /signature of latest-linux\.yml/],
    [() => publish('0.0.1'), /older/],
    [() => server.files.delete(`${NAME}.sig`), /no signature/],
    [() => publish(JSON.parse(readFileSync('package.json', 'utf8')).version), /is the newest one/],
  ];
  for (const [prepare, expected] of answers) {
    prepare();
    await check(running);
    await expect.poll(async () => (await running.said()).at(-1), { timeout: 30_000 }).toMatch(expected);
  }
  await server.close();
  await check(running);
  await expect.poll(async () => (await running.said()).at(-1), { timeout: 30_000 }).toMatch(/cannot be reached/);
  expect(readFileSync(running.appImage, 'utf8')).toBe('the old version');
  await running.electron.close();
  server = await startFeedServer();
});

test('a copy from an archive says where the new one is, and does not look by itself', async () => {
  publish('99.0.0');
  server.asked.length = 0;
  const running = await start({}, [], false);
  expect(server.asked).toEqual([]);
  await check(running);
  expect(await lastWord(running)).toContain('cannot replace itself');
  await running.electron.close();
});

test('looks and downloads by itself where the settings say so, and asks before it restarts', async () => {
  publish('99.0.0');
  const running = await start({ updates: 'install' }, []);
  await expect.poll(async () => (await running.said()).at(-1), { timeout: 60_000 }).toContain('Restart for it now?');
  expect(readFileSync(running.appImage, 'utf8')).toBe('the old version');
  await running.electron.close();
});

test('Help > Licences opens the texts that came with it', async () => {
  const running = await start({}, ['Open Licences of the Parts']);
  await running.electron.evaluate(({ shell, Menu }) => {
    shell.openPath = (path) => {
      (globalThis as unknown as { said: string[] }).said.push(path);
      return Promise.resolve('');
    };
    Menu.getApplicationMenu()?.getMenuItemById('licences')?.click();
  });
  await expect.poll(async () => (await running.said()).at(-1)).toBe(join(app.resources, 'LICENSES.third-party.txt'));
  expect((await running.said())[0]).toContain('MIT licence');
  await running.electron.close();
});
