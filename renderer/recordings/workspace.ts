import type { Client, Table } from '@finos/perspective';
import type { HTMLPerspectiveViewerElement } from '@finos/perspective-viewer';
import type { OpenedRows } from '../../preload/recordings-bridge.ts';
import { columnAggregates, columnStyles } from './column-style.ts';
import { createRowsTable } from './load-rows.ts';
import type { ShownTheme } from './window-theme.ts';

export interface Workspace {
  /** Replaces what is shown by a new, empty table. */
  open(rows: OpenedRows): Promise<Table>;
  setTheme(theme: ShownTheme): Promise<void>;
  /** Shows times on the clocks of this zone. */
  setZone(zone: string): Promise<void>;
}

const themeName = (theme: ShownTheme): string => (theme === 'dark' ? 'Pro Dark' : 'Pro Light');

/** One Perspective viewer with its panel for sorting, pivoting, filtering and charts. */
export function createWorkspace(engine: Client, host: HTMLElement, theme: ShownTheme, zone: string): Workspace {
  const viewer = document.createElement('perspective-viewer') as HTMLPerspectiveViewerElement;
  host.append(viewer);
  let shown: ShownTheme = theme;
  let shownZone = zone;
  let columns: OpenedRows['columns'] = [];
  let previous: Table | null = null;
  let opened = 0;
  return {
    async open(rows) {
      opened += 1;
      columns = rows.columns;
      const table = await createRowsTable(engine, rows, `recording-${opened}`);
      await viewer.load(Promise.resolve(table));
      await viewer.restore({
        plugin: 'Datagrid',
        settings: true,
        theme: themeName(shown),
        columns: rows.columns.map(({ name }) => name),
        group_by: [],
        split_by: [],
        sort: [],
        filter: [],
        aggregates: columnAggregates(rows.columns),
        columns_config: columnStyles(columns, shownZone),
      } as never);
      await previous?.delete({ lazy: true } as never);
      previous = table;
      return table;
    },
    async setZone(next) {
      shownZone = next;
      if (columns.length === 0) return;
      // What the user has set for other columns stays.
      const { columns_config } = (await viewer.save()) as { readonly columns_config?: Record<string, object> };
      const times = columns.filter(({ type }) => type === 'time');
      const styles = { ...columns_config, ...columnStyles(times, next) };
      await viewer.restore({ columns_config: styles } as never);
    },
    async setTheme(next) {
      shown = next;
      await viewer.restore({ theme: themeName(next) } as never);
    },
  };
}
