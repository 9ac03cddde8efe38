import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { expectFeed } from './support/dashboard-page.ts';
import { clickMenu, type DesktopApp, launchDesktop } from './support/electron-app.ts';

// Electron's security checklist (docs/security.md), for every window that there is.

/** Menu item by window; what its preload script gives the page. */
const WINDOWS = {
  dashboard: 'desktop',
  export: 'recordings',
  inspect: 'recordings',
  open: 'recordings',
  preferences: 'preferences',
  alerts: 'alerts',
} as const;
type WindowName = keyof typeof WINDOWS;

const KEY = 'never-in-a-renderer-0815';
let desktop: DesktopApp;
let dataDir: string;
const pages = new Map<WindowName, Page>();
/** Requests that reached this machine although no page may make one. */
const leaked: string[] = [];
const lure = createServer((request, response) => {
  leaked.push(request.url ?? '');
  response.end('<script>globalThis.lured = true</script>');
});
let lureUrl: string;

test.beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-security-'));
  await new Promise<void>((resolve) => lure.listen(0, '127.0.0.1', resolve));
  lureUrl = `http://127.0.0.1:${(lure.address() as AddressInfo).port}`;
  desktop = await launchDesktop({
    args: ['--feed', 'demo', '--data-dir', dataDir],
    environment: { POLYGON_API_KEY: KEY },
  });
  await expectFeed(desktop.page, 'ok', /live/);
  pages.set('dashboard', desktop.page);
  for (const name of Object.keys(WINDOWS) as WindowName[]) {
    if (name === 'dashboard') continue;
    const opened = desktop.app.waitForEvent('window');
    await clickMenu(desktop, name);
    const page = await opened;
    await page.waitForLoadState();
    pages.set(name, page);
  }
});
test.afterAll(async () => {
  await desktop.close();
  lure.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function pageOf(name: WindowName): Page {
  const page = pages.get(name);
  if (page === undefined) throw new Error(name);
  return page;
}

const LOCKED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
};

test('each window is isolated, sandboxed and without Node, and no feature that the checklist forbids is on', async () => {
  const all = await desktop.app.evaluate(({ BrowserWindow }, names) => {
    return BrowserWindow.getAllWindows().map(({ webContents }) => {
      const given = (
        webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences();
      return {
        ...Object.fromEntries(names.map((name) => [name, given[name] ?? false])),
        blink: given.enableBlinkFeatures ?? '',
        inWorker: given.nodeIntegrationInWorker ?? false,
        inFrames: given.nodeIntegrationInSubFrames ?? false,
      };
    });
  }, Object.keys(LOCKED));
  expect(all).toHaveLength(Object.keys(WINDOWS).length);
  for (const preferences of all) {
    expect(preferences).toEqual({ ...LOCKED, blink: '', inWorker: false, inFrames: false });
  }
});

for (const name of Object.keys(WINDOWS) as WindowName[]) {
  test(`${name}: one bridge, frozen, and nothing of Electron or Node`, async () => {
    const seen = await pageOf(name).evaluate(
      ([bridge, bridges]) => {
        const scope = globalThis as unknown as Record<string, unknown>;
        const given = scope[bridge] as Record<string, unknown>;
        const first = Object.keys(given)[0] ?? '';
        const before = given[first];
        try {
          given[first] = () => 'replaced';
        } catch {
          // Frozen: the assignment may throw.
        }
        return {
          nodes: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
            (n) => n in scope,
          ),
          bridges: bridges.filter((n) => n in scope),
          isFrozen: given[first] === before,
          // A bridge of the whole ipcRenderer would have these.
          isNarrow: !('send' in given) && !('invoke' in given) && !('on' in given),
        };
      },
      [WINDOWS[name], [...new Set(Object.values(WINDOWS))]] as const,
    );
    expect(seen).toEqual({ nodes: [], bridges: [WINDOWS[name]], isFrozen: true, isNarrow: true });
  });

  test(`${name}: the policy of its page forbids eval, inline script and everything remote`, async () => {
    const page = pageOf(name);
    const policy = await page.evaluate(async () => (await fetch(location.href)).headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(policy).not.toMatch(/https?:|wss?:|\*/);
    const attempts = await page.evaluate(async (url) => {
      const attempt = async (run: () => unknown) => {
        try {
          await run();
          return 'ran';
        } catch {
          return 'refused';
        }
      };
      const loaded = (element: HTMLElement) =>
        new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = reject;
          document.body.append(element);
          setTimeout(reject, 1_500);
        }).finally(() => element.remove());
      return {
        fetched: await attempt(() => fetch(url)),
        image: await attempt(() => loaded(Object.assign(new Image(), { src: `${url}/image.png` }))),
        script: await attempt(() => loaded(Object.assign(document.createElement('script'), { src: `${url}/x.js` }))),
        beacon: navigator.sendBeacon(`${url}/beacon`),
      };
    }, lureUrl);
    expect(attempts).toMatchObject({ fetched: 'refused', image: 'refused', script: 'refused' });
    expect(leaked).toEqual([]);
  });

  test(`${name}: it goes nowhere, opens nothing and gets no permission`, async () => {
    const page = pageOf(name);
    const before = page.url();
    const answers = await page.evaluate(async (url) => {
      const opened = [window.open(url), window.open('about:blank'), window.open('https://example.com/')];
      const name = (run: Promise<unknown>) => run.then(() => 'granted').catch((error: Error) => error.name);
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 300));
      frame.remove();
      return {
        opened: opened.filter((window) => window !== null).length,
        notification: await Notification.requestPermission(),
        media: await name(navigator.mediaDevices.getUserMedia({ audio: true })),
        screen: await name(navigator.mediaDevices.getDisplayMedia()),
        clipboard: await name(navigator.clipboard.readText()),
      };
    }, lureUrl);
    expect(answers.opened).toBe(0);
    expect(answers.notification).toBe('denied');
    for (const answer of [answers.media, answers.screen, answers.clipboard]) expect(answer).not.toBe('granted');
    for (const target of [lureUrl, 'file:///etc/passwd', 'app://other/index.html', 'https://example.com/']) {
      await page.evaluate((url) => {
        location.href = url;
      }, target);
      // The refused navigation would have begun by then.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
      expect(page.url(), target).toBe(before);
    }
    expect(leaked).toEqual([]);
    expect(desktop.app.windows()).toHaveLength(Object.keys(WINDOWS).length);
  });

  test(`${name}: the API key is nowhere in the memory of its page`, async () => {
    const path = join(dataDir, `${name}.heapsnapshot`);
    await desktop.app.evaluate(
      async ({ BrowserWindow }, { url, file }) => {
        const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL() === url);
        await window?.webContents.takeHeapSnapshot(file);
      },
      { url: pageOf(name).url(), file: path },
    );
    const snapshot = readFileSync(path, 'utf8');
    // It is a snapshot of this page.
    expect(snapshot.includes(WINDOWS[name])).toBe(true);
    expect(snapshot.includes(KEY)).toBe(false);
  });
}

test('even a page without a policy of its own loads nothing from elsewhere', async () => {
  const status = await desktop.app.evaluate(async ({ BrowserWindow }, url) => {
    const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } });
    const loaded = await window.loadURL(url).then(
      () => 'loaded',
      () => 'refused',
    );
    window.destroy();
    return loaded;
  }, lureUrl);
  expect(status).toBe('refused');
  expect(leaked).toEqual([]);
});

test('a question of one window is not answered to another, and a foreign frame gets no answer at all', async () => {
  const answer = await pageOf('inspect').evaluate(() =>
    (window as unknown as { recordings: { exportRows(choice: unknown): Promise<unknown> } }).recordings
      .exportRows({})
      .then(
        () => 'answered',
        (error: Error) => error.message,
      ),
  );
  expect(answer).toContain('No handler');
});

test('the protocol of the bundle serves nothing from outside of it', async () => {
  const wanted = [
    'app://bundle/../main/desktop.js',
    'app://bundle/%2e%2e/main/desktop.js',
    'app://bundle/..%2f..%2fpackage.json',
    'app://bundle/..%5c..%5cpackage.json',
    'app://bundle//etc/passwd',
    'app://bundle/%00.html',
    'app://bundle/%zz',
  ];
  const statuses = await pageOf('dashboard').evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url).then(
            (response) => response.status,
            () => 0,
          ),
        ),
      ),
    wanted,
  );
  for (const [i, status] of statuses.entries()) expect(status, wanted[i]).not.toBe(200);
});
