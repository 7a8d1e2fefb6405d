// Reads the few forms of YAML that compose.yaml uses: maps by indentation, plain and quoted scalars, flow lists.
// Everything else throws, so that a test never judges a file it has misread.

export type Yaml = string | readonly string[] | YamlMap;
export interface YamlMap {
  readonly [name: string]: Yaml | undefined;
}

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly name: string;
  readonly value: string;
}

const ENTRY = /^( *)([A-Za-z_][\w.-]*):(?: +(\S.*))?$/;
/** What a plain scalar of this reader may not begin with, or hold: it would mean something else in YAML. */
const NOT_PLAIN = /^[[\]{}&*!|>%@`"'#,?-]|: | #|:$/;

/** Throws with the line's number on any form it does not know. */
export function readYaml(text: string): YamlMap {
  const lines = text.split('\n').flatMap((line, index): readonly Line[] => {
    if (/^\s*(#.*)?$/.test(line)) return [];
    const [, indent = '', name, value = ''] = ENTRY.exec(line) ?? [];
    if (name === undefined) throw new Error(`line ${index + 1}: not "name: value"`);
    return [{ number: index + 1, indent: indent.length, name, value: value.trim() }];
  });
  const map = readMap(lines, 0);
  return map;
}

function readMap(lines: readonly Line[], indent: number): YamlMap {
  const map: Record<string, Yaml> = {};
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (line === undefined) break;
    if (line.indent !== indent) throw new Error(`line ${line.number}: indented unlike its neighbours`);
    if (line.name in map) throw new Error(`line ${line.number}: ${line.name} stands there twice`);
    const next = lines.findIndex((other, index) => index > at && other.indent <= indent);
    const inner = lines.slice(at + 1, next === -1 ? lines.length : next);
    if (inner.length > 0 && line.value !== '') throw new Error(`line ${line.number}: a value and a map`);
    map[line.name] =
      inner.length > 0 ? readMap(inner, inner[0]?.indent ?? 0) : readValue(line.value, line.number);
    at += 1 + inner.length;
  }
  return map;
}

function readValue(value: string, number: number): string | readonly string[] {
  if (!value.startsWith('[')) return readScalar(value, number);
  if (!value.endsWith(']')) throw new Error(`line ${number}: a list over several lines`);
  const parts = value.slice(1, -1).match(/\s*(?:'[^']*'|[^,']+)\s*(?:,|$)/g) ?? [];
  return parts.map((part) => readScalar(part.replace(/,$/, '').trim(), number));
}

function readScalar(value: string, number: number): string {
  const [, quoted] = /^'([^']*)'$/.exec(value) ?? [];
  if (quoted !== undefined) return quoted;
  if (NOT_PLAIN.test(value)) throw new Error(`line ${number}: a form this reader does not know`);
  return value;
}
