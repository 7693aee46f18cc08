import { describe, expect, it } from '@jest/globals';
import { namesInTheWay } from './ref-conflicts.ts';

describe('a ref is in the way', () => {
  it('of others in a folder of its name', () => {
    expect(namesInTheWay(['refs/heads/a', 'refs/heads/b'], ['refs/heads/a/x/y'])).toEqual(['refs/heads/a']);
  });

  it('of another with the name of its folder', () => {
    expect(namesInTheWay(['refs/heads/a/x/y', 'refs/heads/ab'], ['refs/heads/a'])).toEqual(['refs/heads/a/x/y']);
  });

  it('of none while it is wanted itself', () => {
    expect(namesInTheWay(['refs/heads/a', 'refs/heads/b/c'], ['refs/heads/a', 'refs/heads/b/c', 'refs/heads/b/d'])).toEqual([]);
  });
});
