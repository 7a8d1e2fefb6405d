// A reader whose texts are the places where they stand in the catalogue: a drawn view then tells which texts it shows.
import type { Catalogue } from '../../src/bot/locales/catalogue.ts';
import type { Reader } from '../../src/bot/views/reader.ts';

/** Characters of no text; short, so that no label is cut within one. */
const PLACE = /⟦(\d+)⟧/g;

type Place = (path: string) => string;
type Say = (...args: never[]) => unknown;

function traced(tree: unknown, path: string, place: Place): unknown {
  if (typeof tree === 'string') return place(path);
  if (typeof tree === 'function') return tracedFunction(tree as Say, place(path));
  if (typeof tree !== 'object' || tree === null) return tree;
  if ('markup' in tree) return { markup: place(path) };
  const under = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (Array.isArray(tree)) return tree.map((value, index) => traced(value, under(String(index)), place));
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, traced(value, under(key), place)]),
  );
}

/** Its own place, and whatever it was given: that may be a text as well. */
function tracedFunction(say: Say, own: string): Say {
  return (...args) => {
    const said = say(...args);
    return typeof said === 'object' && said !== null && 'markup' in said
      ? { markup: `${own}${String(said.markup)}` }
      : `${own}${String(said)}`;
  };
}

export interface Trace {
  /** The same reader with places for texts. */
  readonly dress: (reader: Reader) => Reader;
  /** Paths of the texts that `shown` holds. */
  readonly pathsIn: (shown: string) => readonly string[];
}

export function createTrace(catalogue: Catalogue): Trace {
  const paths: string[] = [];
  const text = traced(catalogue, '', (path) => `⟦${paths.push(path) - 1}⟧`) as Catalogue;
  return {
    dress: (reader) => ({ ...reader, text }),
    pathsIn: (shown) => [...shown.matchAll(PLACE)].map(([, index]) => paths[Number(index)] ?? '?'),
  };
}
