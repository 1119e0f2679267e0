// Reads JSON, reshapes it, writes it in several ways, walks it by path, finds differences.
const text = require('fs').readFileSync('/dev/stdin', 'utf8');
const document = JSON.parse(text);
const { people } = document;

function* walk(value, path = '$') {
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* walk(item, `${path}[${at}]`);
  else if (value && typeof value === 'object') for (const [key, item] of Object.entries(value)) yield* walk(item, `${path}.${key}`);
  else yield [path, value];
}

const kind = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
function differences(old, fresh, path = '$') {
  if (kind(old) !== kind(fresh)) return [`${path}: ${kind(old)} became ${kind(fresh)}`];
  if (kind(old) === 'object') {
    return [...new Set([...Object.keys(old), ...Object.keys(fresh)])].sort().flatMap((key) => {
      if (!(key in fresh)) return [`${path}.${key}: removed`];
      if (!(key in old)) return [`${path}.${key}: added ${JSON.stringify(fresh[key])}`];
      return differences(old[key], fresh[key], `${path}.${key}`);
    });
  }
  if (kind(old) === 'array') {
    const length = old.length === fresh.length ? [] : [`${path}: length ${old.length} became ${fresh.length}`];
    return [...length, ...old.slice(0, fresh.length).flatMap((item, at) => differences(item, fresh[at], `${path}[${at}]`))];
  }
  return old === fresh ? [] : [`${path}: ${JSON.stringify(old)} became ${JSON.stringify(fresh)}`];
}

class City {
  names = [];

  tags = new Set();

  scores = [];

  add({ name, tags, scores }) {
    this.names.push(name);
    tags.forEach((tag) => this.tags.add(tag));
    this.scores.push(...scores);
    return this;
  }

  toJSON() {
    return { names: this.names, tags: [...this.tags].sort(), mean: this.scores.reduce((a, b) => a + b, 0) / this.scores.length };
  }
}

const cities = people.reduce((all, person) => all.set(person.address.city, (all.get(person.address.city) ?? new City()).add(person)), new Map());
console.log(cities);
console.log(JSON.stringify(Object.fromEntries(cities), null, 2));
console.log(people[0], JSON.stringify(people[1]));
for (const [path, value] of walk(people[3])) console.log(path.padEnd(20), JSON.stringify(value));
const changed = structuredClone(people[0]);
changed.name = changed.name.toUpperCase();
changed.scores.push(1.5);
changed.address = { city: changed.address.city, street: 'Main St' };
changed.active = null;
console.log(differences(people[0], changed));
console.log(people.map(({ name, born, active, address: { zip } }) => ({ name, born, active, zip })));
for (const broken of ['{"a": 1,}', '[1 2]', '{"a"', 'nul', '"\\x"', "{'a': 1}"]) {
  try {
    console.log(JSON.parse(broken));
  } catch (error) {
    console.log(JSON.stringify(broken), error.name);
  }
}
console.log(JSON.parse('[1e5, -0.0, 1E-7, 123456789012345678901, "\\u00e9\\n", true, null]'));
console.log(JSON.stringify({ esc: '"\\/\b\f\n\r\t\u0001é😀\ud800', n: [1.0, 1e100, 1e21, true, null, -0, NaN, undefined, () => 1], skip: undefined, date: new Date(0), nested: { toJSON: () => 'mine' } }));
console.log(JSON.stringify({ b: 1, a: [1, { c: 2 }] }, ['a', 'c'], '--'), JSON.stringify([1, 'x', { y: 2 }], (key, value) => (typeof value === 'number' ? value * 2 : value)), JSON.stringify('x'), JSON.stringify(undefined));
console.log(JSON.parse('{"a":{"b":[1,2]},"d":"2020-01-01"}', (key, value) => (key === 'd' ? new Date(value).getTime() : value)));
const circular = { name: 'loop' };
circular.self = circular;
try {
  JSON.stringify(circular);
} catch (error) {
  console.log(error.name, circular);
}
