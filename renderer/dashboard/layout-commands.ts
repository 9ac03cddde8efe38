import { addCommands, type PageCommand } from '../commands/registry.ts';
import type { LayoutMenu } from '../controls/layout-menu.ts';
import { hasLayout, readLayoutFragment, readLayoutText } from '../layout/layout-text.ts';
import { chooseLayoutFile, copyText, exportLayout, layoutLink } from '../layout/layout-transfer.ts';
import type { Layouts } from '../layout/layouts.ts';
import type { ReadLayout } from '../layout/read-layout.ts';
import type { Notices } from './notices.ts';
import { type PanelBoard, panelName } from './panel-board.ts';

const TOPIC = 'layout';

/** Makes layouts available as commands of the page, and shows the layout of a link. */
export function connectLayouts(layouts: Layouts, menu: LayoutMenu, board: PanelBoard, notices: Notices): void {
  const { desktop } = window;
  const say = (text: string, kind: 'info' | 'warning' = 'info') => {
    menu.say(text);
    if (document.querySelector(':popover-open .layout-menu') === null) {
      notices.show(TOPIC, kind, text);
    }
  };
  /** Shows a layout that came from elsewhere, and says how to go back or to keep it. */
  const take = (read: ReadLayout, from: string) => {
    if (read.kind !== 'ok') {
      menu.say(read.message);
      notices.show(TOPIC, 'warning', `The layout ${from} is not shown. ${read.message}`);
      return;
    }
    layouts.take(read.layout);
    menu.say(`"${read.layout.name}" is shown.`);
    notices.show(
      TOPIC,
      'info',
      `The layout "${read.layout.name}" ${from} is shown. Saved layouts are as they were; save it to keep it under a name.`,
      [
        { text: 'Undo', testId: 'layout-notice-undo', run: () => void layouts.undo() },
        { text: 'Save as…', testId: 'layout-notice-save', run: () => menu.openSaveAs() },
      ],
    );
  };
  const takeLink = async () => {
    const fragment = window.location.hash;
    if (!hasLayout(fragment)) return;
    // A reload must not bring it back over what the user has made of it.
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    take(await readLayoutFragment(fragment, layouts.page), 'of the link');
  };

  const commands: readonly PageCommand[] = [
    { id: 'layout:open', title: 'Layout: open the menu', run: () => menu.open() },
    {
      id: 'layout:save',
      title: 'Layout: save',
      run: () => (layouts.save() ? say(`Saved "${layouts.current().name}".`) : menu.openSaveAs()),
    },
    { id: 'layout:save-as', title: 'Layout: save as…', run: () => menu.openSaveAs() },
    { id: 'layout:reset', title: 'Layout: reset to how it was saved', run: () => layouts.reset() },
    { id: 'layout:undo', title: 'Layout: undo the last switch', run: () => void layouts.undo() },
    {
      id: 'layout:export',
      title: 'Layout: export as a file…',
      async run() {
        try {
          const name = await exportLayout(layouts.exported(), desktop);
          if (name !== null) say(`Saved as ${name}.`);
        } catch (error) {
          say(`The file was not written: ${error instanceof Error ? error.message : String(error)}`, 'warning');
        }
      },
    },
    {
      id: 'layout:import',
      title: 'Layout: import a file…',
      async run() {
        try {
          const text = await chooseLayoutFile(desktop);
          if (text !== null) take(readLayoutText(text, layouts.page), 'of the file');
        } catch (error) {
          say(error instanceof Error ? error.message : String(error), 'warning');
        }
      },
    },
    {
      id: 'layout:copy-link',
      title: 'Layout: copy a link to it',
      async run() {
        const link = await layoutLink(layouts.exported(), window.location.href, desktop);
        if (link === null) say('The application is not running, so there is no address to link to.', 'warning');
        else if (await copyText(link, desktop)) say('The link is in the clipboard.');
        else {
          menu.offerText(link);
          menu.say('This browser does not let the page use the clipboard: copy the link from here.');
        }
      },
    },
  ];
  addCommands(() => [
    ...commands,
    ...layouts
      .choices()
      .filter(({ problem }) => problem === null)
      .map(({ id, name }) => ({
        id: `layout:apply:${id}`,
        title: `Layout: show ${name}`,
        run: () => void layouts.apply(id),
      })),
  ]);
  addCommands(() => {
    const hidden = new Set(layouts.current().hidden);
    return board.panels.flatMap((panel) => {
      const name = panelName(panel);
      const { id } = panel;
      return [
        hidden.has(id)
          ? { id: `panel:show:${id}`, title: `Panel: show ${name}`, run: () => board.show(id) }
          : { id: `panel:hide:${id}`, title: `Panel: hide ${name}`, run: () => board.hide(id) },
        { id: `panel:configure:${id}`, title: `Panel: configure ${name}`, run: () => board.configure(id) },
      ];
    });
  });
  layouts.problems.forEach((problem, i) => {
    notices.show(`stored-${i}`, 'warning', problem);
  });
  window.addEventListener('hashchange', () => void takeLink());
  void takeLink();
}
