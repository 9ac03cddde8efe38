import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { type DesktopApp, launchDesktop } from './support/electron-app.ts';

const dist = resolve('dist');
let desktop: DesktopApp;

test.beforeAll(async () => {
  desktop = await launchDesktop();
});
test.afterAll(() => desktop.close());

test('the page has no Node, and a bridge that it cannot replace', async () => {
  const seen = await desktop.page.evaluate(() => {
    const scope = globalThis as unknown as Record<string, unknown>;
    try {
      scope.desktop = 1;
    } catch {
      // Frozen: the assignment may throw.
    }
    return [typeof scope.require, typeof scope.process, typeof scope.desktop];
  });
  expect(seen).toEqual(['undefined', 'undefined', 'object']);
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test('the renderer runs in the OS sandbox', async () => {
  test.skip(process.platform !== 'linux', 'read from /proc');
  test.skip(process.getuid?.() === 0, 'Chromium has no sandbox as root');
  const pid = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  expect(/^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]).toBe('2');
});

test('the Content-Security-Policy forbids inline script, eval, and every connection', async () => {
  const result = await desktop.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    const attempt = async (run: () => unknown) => {
      try {
        await run();
        return 'ran';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const inOwnTask = (run: () => unknown) =>
      new Promise((done, fail) =>
        setTimeout(() => {
          try {
            done(run());
          } catch (error) {
            fail(error);
          }
        }),
      );
    return {
      inline: 'inlineRan' in globalThis,
      // In a task of its own: the driver's own evaluation is exempt from the policy.
      evaluated: await attempt(() => inOwnTask(() => new Function('return 1')())),
      fetched: await attempt(() => fetch('https://example.com/')),
      socket: await attempt(
        () =>
          new Promise((done, fail) => {
            const socket = new WebSocket('ws://127.0.0.1:9');
            socket.onopen = done;
            socket.onerror = () => fail(new DOMException('refused', 'SecurityError'));
          }),
      ),
    };
  });
  expect(result).toEqual({ inline: false, evaluated: 'EvalError', fetched: 'TypeError', socket: 'SecurityError' });
});

test('the custom protocol serves the bundle and nothing else', async () => {
  const status = await desktop.page.evaluate(async () => {
    const get = (url: string, init?: RequestInit) =>
      fetch(url, init).then(
        (response) => response.status,
        () => 'refused',
      );
    return {
      page: await get('app://bundle/index.html'),
      up: await get('app://bundle/%2e%2e%2fmain%2fserver.js'),
      package: await get('app://bundle/..%2f..%2fpackage.json'),
      nul: await get('app://bundle/a%00.js'),
      missing: await get('app://bundle/none.js'),
      post: await get('app://bundle/index.html', { method: 'POST' }),
      otherHost: await get('app://other/index.html'),
    };
  });
  expect(status).toMatchObject({ page: 200, up: 403, nul: 403, missing: 404, post: 403 });
  expect(status.package).not.toBe(200);
  expect(status.otherHost).not.toBe(200);
});

test('navigation, new windows and permissions are denied', async () => {
  const { page, app } = desktop;
  const before = page.url();
  const denied = await page.evaluate(async () => ({
    opened: window.open('http://example.com/') !== null || window.open('about:blank') !== null,
    notifications: await Notification.requestPermission(),
    clipboard: await navigator.clipboard.readText().then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  }));
  expect(denied).toEqual({ opened: false, notifications: 'denied', clipboard: 'NotAllowedError' });
  for (const url of ['https://example.com/', 'file:///etc/passwd', 'app://other/index.html']) {
    await page.evaluate((target) => {
      location.href = target;
    }, url);
    await page.waitForTimeout(200);
    expect(page.url(), url).toBe(before);
  }
  expect(app.windows()).toHaveLength(1);
});

test('IPC from a page that is not ours is refused', async () => {
  const answer = await desktop.app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await window.loadURL('data:text/html,<p>foreign');
      const text = await window.webContents.executeJavaScript(
        'window.desktop.settings().then(JSON.stringify, (error) => error.message)',
      );
      window.destroy();
      return String(text);
    },
    join(dist, 'preload/preload.cjs'),
  );
  expect(answer).toContain('untrusted sender');
});
