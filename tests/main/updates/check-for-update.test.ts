import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkForUpdate, readFeedUrl } from '../../../main/updates/check-for-update.ts';
import { createKeys, signManifest } from '../../../main/updates/manifest-signature.ts';
import { UpdateError } from '../../../main/updates/update-error.ts';
import { type FeedServer, manifestText, startFeedServer } from './feed-server.ts';

const NAME = 'latest-linux.yml';
const keys = createKeys();
const hash = createHash('sha512').update('installer').digest('base64');
let server: FeedServer;

beforeEach(async () => {
  server = await startFeedServer();
});
afterEach(() => server.close());

function publish(
  version: string,
  { name = NAME, url = 'app-9.0.0-linux-x64.AppImage', key = keys.privateKey } = {},
): void {
  const manifest = Buffer.from(manifestText(version, url, hash, 9));
  server.files.set(NAME, manifest);
  server.files.set(`${NAME}.sig`, Buffer.from(signManifest(name, manifest, key)));
}

function ask(currentVersion = '1.2.3', publicKey: string | null = keys.publicKey) {
  return checkForUpdate({ feedUrl: server.url, manifestName: NAME, currentVersion, publicKey });
}

async function refusal(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UpdateError);
  return (error as UpdateError).message;
}

describe('checkForUpdate', () => {
  it('finds a newer version', async () => {
    publish('1.10.0');
    expect(await ask('1.9.9')).toMatchObject({
      kind: 'available',
      feedUrl: server.url,
      manifest: { version: '1.10.0', files: [{ url: 'app-9.0.0-linux-x64.AppImage', sha512: hash, size: 9 }] },
    });
  });

  it('finds none where the feed has what runs', async () => {
    publish('1.2.3');
    expect(await ask()).toEqual({ kind: 'current' });
  });

  it('refuses an older version', async () => {
    publish('1.2.2');
    expect(await refusal(ask())).toMatch(/older/);
    publish('1.2.3-beta.1');
    expect(await refusal(ask())).toMatch(/older/);
  });

  it('refuses a manifest that was changed after it was signed', async () => {
    publish('9.0.0');
    const changed = server.files.get(NAME)?.toString().replace('size: 9', 'size: 8') ?? '';
    server.files.set(NAME, Buffer.from(changed));
    expect(await refusal(ask())).toMatch(/signature/);
  });

  it('refuses the signature of another key, of another manifest, and no signature', async () => {
    publish('9.0.0', { key: createKeys().privateKey });
    expect(await refusal(ask())).toMatch(/signature/);
    publish('9.0.0', { name: 'latest-mac.yml' });
    expect(await refusal(ask())).toMatch(/signature/);
    server.files.set(`${NAME}.sig`, Buffer.from('not base64 at all!'));
    expect(await refusal(ask())).toMatch(/signature/);
    server.files.delete(`${NAME}.sig`);
    expect(await refusal(ask())).toMatch(/no signature/);
  });

  it('refuses files elsewhere even when they are signed', async () => {
    for (const url of ['https://example.com/app.AppImage', '../app.AppImage', '//example.com/x', 'a/b.AppImage']) {
      publish('9.0.0', { url });
      expect(await refusal(ask()), url).toMatch(/not allowed/);
    }
  });

  it('refuses anything where the build has no key', async () => {
    publish('9.0.0');
    expect(await refusal(ask('1.2.3', null))).toMatch(/no key/);
    expect(server.asked).toEqual([]);
  });

  it('says when the feed has nothing, too much, or cannot be reached', async () => {
    expect(await refusal(ask())).toMatch(/answered 404/);
    server.files.set(NAME, Buffer.alloc(200_000));
    expect(await refusal(ask())).toMatch(/more than a manifest/);
    const { url } = server;
    await server.close();
    const question = { feedUrl: url, manifestName: NAME, currentVersion: '1.0.0', publicKey: keys.publicKey };
    expect(await refusal(checkForUpdate(question))).toMatch(/cannot be reached/);
    server = await startFeedServer();
  });
});

describe('readFeedUrl', () => {
  it('takes https, and http only on this machine', () => {
    expect(readFeedUrl('https://updates.example.com/app?x=1').href).toBe('https://updates.example.com/app/');
    expect(readFeedUrl('http://127.0.0.1:8000').href).toBe('http://127.0.0.1:8000/');
    for (const url of ['http://updates.example.com/', 'file:///tmp/', 'https://a:b@example.com/', 'updates']) {
      expect(() => readFeedUrl(url), url).toThrow(UpdateError);
    }
  });
});
