import type { Clock } from '../clock.ts';
import type { Options } from '../options.ts';
import { createDemoFeed } from './demo/demo-feed.ts';
import type { Feed } from './feed.ts';
import { createPolygonFeed } from './polygon/polygon-feed.ts';
import { openReplayFeed } from './replay/replay-feed.ts';

/**
 * The feed that the options ask for: polygon when there is a key, else the demo market.
 * Throws an error for people: no key, an unusable address, an unreadable recording.
 */
export async function createFeed(options: Options, apiKey: string | null, clock: Clock): Promise<Feed> {
  switch (options.feed ?? (apiKey === null ? 'demo' : 'polygon')) {
    case 'demo':
      return createDemoFeed({ clock });
    case 'replay':
      return openReplayFeed({ path: options.replayPath ?? '', speed: options.speed });
    case 'polygon':
      if (apiKey === null) {
        throw new Error(
          'The polygon feed needs an API key: set POLYGON_API_KEY (or MASSIVE_API_KEY), or run with --feed demo.',
        );
      }
      return createPolygonFeed({
        key: apiKey,
        clock,
        dropSideless: options.profile === 'csp',
        ...(options.feedUrl !== null && { url: options.feedUrl }),
      });
  }
}

/** What feeds the application, for people; says how to get live data where it is simulated. */
export function describeFeed(feed: Feed): string {
  const { kind, source } = feed.status();
  return kind === 'demo' ? `${source} (set POLYGON_API_KEY for live data)` : source;
}
