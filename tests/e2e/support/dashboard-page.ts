import { type Browser, chromium, expect, type Page } from '@playwright/test';

/** The system's browser, as scripts/test.mjs found it. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set; run the tests with npm test');
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

/** Problems that a page reported: errors on its console (a violated policy among them) and uncaught exceptions. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return problems;
}

/** The colour-coded state of the feed: ok, waiting, stale, down or unknown. */
export function feedLight(page: Page): Promise<string | null> {
  return page.getByTestId('feed-state').getAttribute('data-health');
}

/** Waits for the feed's light and its words. */
export async function expectFeed(page: Page, light: string, words: RegExp, timeout = 20_000): Promise<void> {
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-health', light, { timeout });
  await expect(page.getByTestId('feed-state')).toContainText(words, { timeout });
}

/** Notes every light that the feed shows from now on; call the result to read them. */
export async function watchLights(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as { lights: string[] };
    const note = () => {
      const light = document.querySelector('[data-testid="feed-state"]')?.getAttribute('data-health');
      if (light && light !== scope.lights.at(-1)) scope.lights.push(light);
    };
    scope.lights = [];
    note();
    new MutationObserver(note).observe(document.body, {
      subtree: true,
      attributes: true,
      attributeFilter: ['data-health'],
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { lights: string[] }).lights);
}
