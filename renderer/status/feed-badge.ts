import type { FeedStatus } from '../../main/feed/feed.ts';
import { h, setText } from '../dashboard/dom.ts';

export interface FeedBadge {
  readonly element: HTMLElement;
  update(feed: FeedStatus | null): void;
}

/** Says on screen when what is shown is not the market of this moment: a simulation or a recording. */
export function createFeedBadge(): FeedBadge {
  const kind = h('strong');
  const source = h('span');
  const element = h('span', { class: 'feed-badge', 'data-testid': 'feed-kind' }, kind, source);
  element.hidden = true;
  return {
    element,
    update(feed) {
      element.hidden = feed === null || feed.kind === 'polygon';
      if (feed === null) return;
      element.dataset.kind = feed.kind;
      setText(kind, feed.kind === 'demo' ? 'DEMO' : feed.kind === 'replay' ? 'REPLAY' : 'LIVE');
      setText(source, feed.kind === 'demo' ? 'simulated market' : feed.source);
      element.title = feed.source;
    },
  };
}
