// Reads CSV with quotes through a generator and reports by group.
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => main(Buffer.concat(chunks).toString()));

function* parse(text) {
  let row = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '"' && text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else if (char === '"') quoted = false;
      else field += char;
      continue;
    }
    switch (char) {
      case '"':
        quoted = true;
        break;
      case ',':
      case '\n':
        row.push(field);
        field = '';
        if (char === '\n') {
          yield row;
          row = [];
        }
        break;
      default:
        field += char;
    }
  }
}

const money = (cents) => (cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const escaped = (field) => (/[",\n]/.test(field) ? `"${field.replace(/"/g, '""')}"` : field);

function report(title, rows) {
  console.log(`== by ${title}`);
  const groups = rows.reduce((all, row) => ({ ...all, [row[title]]: [...(all[row[title]] ?? []), row] }), {});
  const summary = Object.keys(groups).sort().map((name) => {
    const group = groups[name];
    const revenue = group.reduce((sum, row) => sum + row.units * row.cents, 0);
    return { name, rows: group.length, units: group.reduce((n, row) => n + row.units, 0), revenue, dearest: Math.max(...group.map((row) => row.cents)) };
  });
  console.log(summary);
  for (const { name, rows: count, units, revenue, dearest } of summary) {
    console.log([name.padEnd(14), `${count}`.padStart(5), `${units}`.padStart(6), money(revenue).padStart(12), money(dearest).padStart(10)].join(' |'));
  }
  return summary;
}

function main(text) {
  const [header, ...body] = parse(text);
  const rows = body.map((fields, at) => {
    const row = Object.fromEntries(header.map((name, i) => [name, fields[i]]));
    return { ...row, line: at + 1, units: Number(row.units), cents: Math.round(parseFloat(row.price) * 100) };
  });
  report('region', rows);
  report('product', rows);
  console.log('== notes');
  rows.filter((row) => row.note).forEach((row) => console.log(String(row.line).padStart(3), JSON.stringify(row.note)));
  for (const row of rows.slice(0, 8)) console.log([row.region[0], row.product, row.note].map(escaped).join());
  const total = rows.reduce((sum, { units, cents }) => sum + units * cents, 0);
  console.log('total', money(total), 'mean', (total / rows.length / 100).toFixed(4));
  console.log(rows[0], rows.findLast((row) => row.region === 'west'));
}
