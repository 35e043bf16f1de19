import { describe, expect, it } from 'vitest';
import { afterFamily, chooseFolders } from './families';

describe('what follows a family of files', () => {
  it.each([
    ['2026-01-01-00-17-A4', '2026-01-03-09-00-B7', ':'],
    ['log-00001', 'log-00999', 'log-:'],
    ['log-2026-01', 'log-2026-09', 'log-:'],
    ['E2ABC.2026-01-01', 'E2ABC.2026-02-01', 'E2ABC.:'],
    ['access-alpha', 'access-omega', 'access.'],
    ['0f3a', '9c11', ':'],
    ['alpha', 'azure', 'b'],
    ['ana', 'bob', 'c'],
  ])('of %s to %s begins at %s', (first, last, after) => {
    const names = { first: `f/${first}`, last: `f/${last}` };
    expect(afterFamily('f/', names)).toBe(`f/${after}`);
    expect(`f/${after}` > names.last).toBe(true);
  });

  it.each([
    ['where no letter follows', 'a', '~z'],
    ['where half a character would be left', 'picture-\u{1F600}1', 'picture-\u{1F601}9'],
  ])('is not known %s', (_, first, last) => {
    expect(afterFamily('f/', { first: `f/${first}`, last: `f/${last}` })).toBeNull();
  });
});

describe('the folders of a large folder', () => {
  it('are opened, but for days and for all but three of a large family', () => {
    const teams = Array.from({ length: 301 }, (_, index) => `f/team-${index}/`);
    const { open, later } = chooseFolders('f/', ['f/2026/', 'f/07/', 'f/123456789012/', 'f/cur/', ...teams]);
    expect(open).toEqual(['f/123456789012/', 'f/cur/', 'f/team-0/', 'f/team-150/', 'f/team-300/']);
    // In the order of the listing: what was put off is gone through from its first to its last.
    expect(later).toEqual([
      'f/2026/',
      'f/07/',
      ...teams.filter((_, index) => ![0, 150, 300].includes(index)),
    ]);
  });

  it('are all opened when they are few', () => {
    const teams = Array.from({ length: 300 }, (_, index) => `f/team-${index}/`);
    expect(chooseFolders('f/', teams)).toEqual({ open: teams, later: [] });
  });
});
