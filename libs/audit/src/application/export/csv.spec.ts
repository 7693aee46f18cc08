import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.ts';

describe('a line of CSV', () => {
  it('has every cell in quotation marks, so that nothing in it separates', () => {
    expect(csvLine(['plain', 'a,b;c', 'say "yes"', 'two\nlines', '', null])).toBe('"plain","a,b;c","say ""yes""","two\nlines","",""\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('shows %j as text, never as a formula', (cell) => {
    expect(csvLine([cell])).toBe(`"'${cell}"\r\n`);
  });

  it.each(['1=1', "'=1", ' =1', 'a-b', '<script>', 'ünïcode 日本'])('leaves %j as it is', (cell) => {
    expect(csvLine([cell])).toBe(`"${cell}"\r\n`);
  });
});
