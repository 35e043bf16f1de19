import { describe, expect, it } from 'vitest';
import { NewTenant } from './customers';
import { isAtDomain, sentenceOfNew } from './new-customer';

describe('the sentence before saving', () => {
  it('says who will see an end customer’s connection', () => {
    expect(sentenceOfNew({ kind: 'customer', name: 'Fjord Foods', parentName: 'Harbour Resale' })).toBe(
      'Fjord Foods will be an end customer of Harbour Resale, which will see its AWS connection.',
    );
  });

  it('speaks of the company and the parent while they are not typed', () => {
    expect(sentenceOfNew({ kind: 'reseller', name: ' ', parentName: '' })).toBe(
      'The company will be a reseller of the parent, which will see it and all its end customers.',
    );
  });
});

describe('the domain of an email', () => {
  it.each([
    ['ida@polar.example', true],
    ['Ida@Polar.Example', true],
    ['ida@mail.polar.example', true],
    ['ida@notpolar.example', false],
    ['ida@polar.example.org', false],
    ['polar.example', true],
  ])('%s at polar.example: %s', (email, inside) => {
    expect(isAtDomain(email, 'polar.example')).toBe(inside);
  });
});

describe('a new tenant', () => {
  const typed = { kind: 'customer', parentId: 'p', name: ' Polar Print ', domain: ' PÔLAR.example ' };

  it('is trimmed, its domain lower-cased and in its ASCII form', () => {
    expect(NewTenant.parse(typed)).toMatchObject({ name: 'Polar Print', domain: 'xn--plar-vqa.example' });
  });

  it.each([
    [{ kind: 'distributor' }, 'kind'],
    [{ parentId: '' }, 'parentId'],
    [{ name: '  ' }, 'name'],
    [{ domain: 'polar' }, 'domain'],
    [{ domain: 'https://polar.example/' }, 'domain'],
    [{ domain: '192.168.0.1' }, 'domain'],
  ])('names the field that is wrong in %j', (changed, field) => {
    const result = NewTenant.safeParse({ ...typed, ...changed });
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([field]);
  });
});
