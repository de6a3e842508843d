/** Both lists in one, newest first; what the stream told counts where both have a row. Times of one writing order as text. */
export function joined<Row>(fetched: readonly Row[], told: readonly Row[], key: (row: Row) => string, time: (row: Row) => string): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const row of told) byKey.set(key(row), row);
  for (const row of fetched) if (!byKey.has(key(row))) byKey.set(key(row), row);
  return [...byKey.values()].sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : 0));
}
