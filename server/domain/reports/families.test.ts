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

  it('is not known where no letter follows', () => {
    expect(afterFamily('f/', { first: 'f/a', last: 'f/~z' })).toBeNull();
  });
});

describe('the folders of a large folder', () => {
  it('are opened, but for days and for all but three of a large family', () => {
    const teams = Array.from({ length: 301 }, (_, index) => `f/team-${index}/`);
    const { open, later } = chooseFolders('f/', ['f/2026/', 'f/07/', 'f/123456789012/', 'f/cur/', ...teams]);
    expect(open.sort()).toEqual(
      ['f/123456789012/', 'f/cur/', 'f/team-0/', 'f/team-150/', 'f/team-300/'].sort(),
    );
    expect(later).toHaveLength(300);
  });

  it('are all opened when they are few', () => {
    const teams = Array.from({ length: 300 }, (_, index) => `f/team-${index}/`);
    expect(chooseFolders('f/', teams)).toEqual({ open: teams, later: [] });
  });
});
