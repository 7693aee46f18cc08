import { badRequest } from '../http/api-problem.ts';

type Json = Record<string, unknown>;
type Literal = string | number | boolean | null;
type Condition = (item: Json) => boolean;

/** Bitbucket's `q` and `sort`. Throws ApiProblem 400 for what it cannot read. */
export function filterAndSort(items: readonly Json[], q: string | null, sort: string | null): readonly Json[] {
  const condition = q === null || q.trim() === '' ? () => true : new QueryParser(q).parse();
  const kept = items.filter(condition);
  return sort === null ? kept : sorted(kept, sort);
}

function sorted(items: Json[], sort: string): Json[] {
  const path = sort.replace(/^-/, '');
  const direction = sort.startsWith('-') ? -1 : 1;
  return items.sort((one, other) => direction * compare(valueAt(one, path), valueAt(other, path)));
}

const tokenPattern = /\s*(?:(\(|\)|!=|!~|>=|<=|=|~|>|<|,)|"((?:[^"\\]|\\.)*)"|([^\s()=!~<>,"]+))/y;

interface Token {
  readonly kind: 'symbol' | 'string' | 'word';
  readonly text: string;
}

/** `expression := and (OR and)*`, `and := term (AND term)*`, `term := ( expression ) | field operator literal | field IN (…)`. */
class QueryParser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(q: string) {
    this.#tokens = tokenize(q);
  }

  parse(): Condition {
    const condition = this.#either();
    if (this.#at < this.#tokens.length) throw invalidQuery();
    return condition;
  }

  #either(): Condition {
    const first = this.#both();
    if (!this.#takeWord('OR')) return first;
    const second = this.#either();
    return (item) => first(item) || second(item);
  }

  #both(): Condition {
    const first = this.#term();
    if (!this.#takeWord('AND')) return first;
    const second = this.#both();
    return (item) => first(item) && second(item);
  }

  #term(): Condition {
    if (this.#takeSymbol('(')) {
      const inner = this.#either();
      this.#expectSymbol(')');
      return inner;
    }
    const field = this.#take('word').text;
    if (this.#takeWord('IN')) return this.#oneOf(field);
    return comparison(field, this.#take('symbol').text, this.#literal());
  }

  #oneOf(field: string): Condition {
    const choices: Literal[] = [];
    this.#expectSymbol('(');
    do choices.push(this.#literal());
    while (this.#takeSymbol(','));
    this.#expectSymbol(')');
    return (item) => choices.some((choice) => compare(valueAt(item, field), choice) === 0);
  }

  #literal(): Literal {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'string') return token.text;
    if (token?.kind === 'word') return literalOf(token.text);
    throw invalidQuery();
  }

  #take(kind: Token['kind']): Token {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw invalidQuery();
    this.#at += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw invalidQuery();
  }
}

function tokenize(q: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  while (q.slice(pattern.lastIndex).trim() !== '') {
    const found = pattern.exec(q);
    if (!found) throw invalidQuery();
    const [, symbol, string, word] = found;
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (string !== undefined) tokens.push({ kind: 'string', text: string.replace(/\\(.)/g, '$1') });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

function comparison(field: string, operator: string, wanted: Literal): Condition {
  const test = tests[operator];
  if (!test) throw invalidQuery();
  return (item) => test(valueAt(item, field), wanted);
}

const tests: Readonly<Record<string, (value: unknown, wanted: Literal) => boolean>> = {
  '=': (value, wanted) => compare(value, wanted) === 0,
  '!=': (value, wanted) => compare(value, wanted) !== 0,
  '~': contains,
  '!~': (value, wanted) => !contains(value, wanted),
  '>': (value, wanted) => compare(value, wanted) > 0,
  '>=': (value, wanted) => compare(value, wanted) >= 0,
  '<': (value, wanted) => compare(value, wanted) < 0,
  '<=': (value, wanted) => compare(value, wanted) <= 0,
};

function contains(value: unknown, wanted: Literal): boolean {
  return typeof value === 'string' && value.toLowerCase().includes(String(wanted).toLowerCase());
}

/** Dates compare as dates whatever their time zone, permissions by what they allow, the rest as numbers or text. */
function compare(value: unknown, other: unknown): number {
  const [left, right] = [comparable(value), comparable(other)];
  if (left === right) return 0;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : 1;
}

const ranks: Readonly<Record<string, number>> = { none: 0, read: 1, write: 2, admin: 3 };

function comparable(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? null;
  const rank = ranks[value];
  if (rank !== undefined) return rank;
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? Date.parse(value) : value;
}

function literalOf(word: string): Literal {
  if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
  const constants: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
  return word.toLowerCase() in constants ? (constants[word.toLowerCase()] ?? null) : word;
}

function valueAt(item: Json, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (typeof value === 'object' && value !== null ? (value as Json)[name] : undefined), item);
}

function invalidQuery() {
  return badRequest('Invalid filter');
}
