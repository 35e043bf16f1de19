import { expect, test } from 'vitest';
import { hostileTexts } from '@/server/testing/hostile-names';
import { quickCreateUrl } from './quick-create';

const link = {
  templateUrl: 'https://templates.s3.amazonaws.com/reports-0a1b.json',
  stackName: 'tributary-12',
  parameters: { ExternalId: 'a+b/c=d', BucketName: 'acme-cur' },
};

test('the link has the documented form, with every value encoded', () => {
  expect(quickCreateUrl(link)).toBe(
    'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1#/stacks/create/review' +
      '?templateURL=https%3A%2F%2Ftemplates.s3.amazonaws.com%2Freports-0a1b.json&stackName=tributary-12' +
      '&param_ExternalId=a%2Bb%2Fc%3Dd&param_BucketName=acme-cur',
  );
});

test('a console of its own changes the base and nothing else', () => {
  const own = quickCreateUrl({ ...link, consoleUrl: 'http://127.0.0.1:4566/' });
  expect(own).toBe(
    quickCreateUrl(link).replace('https://us-east-1.console.aws.amazon.com', 'http://127.0.0.1:4566'),
  );
});

test('a template address that CloudFormation would refuse is refused here', () => {
  const templateUrl = `https://templates.s3.amazonaws.com/${'x'.repeat(1000)}`;
  expect(() => quickCreateUrl({ ...link, templateUrl })).toThrow('too long');
});

test('30 hostile names of stacks and values: the same host, the same path, the same parameters', () => {
  expect(new Set(hostileTexts).size).toBe(30);
  for (const text of hostileTexts) {
    const parameters = { ExternalId: text, BucketName: text, RoleName: text };
    const url = new URL(
      quickCreateUrl({ templateUrl: `${link.templateUrl}?${text}`, stackName: text, parameters }),
    );
    expect(url.origin + url.pathname + url.search).toBe(
      'https://us-east-1.console.aws.amazon.com/cloudformation/home?region=us-east-1',
    );
    const [route, query] = url.hash.split('?');
    expect(route).toBe('#/stacks/create/review');
    expect([...new URLSearchParams(query)]).toEqual([
      ['templateURL', `${link.templateUrl}?${text}`],
      ['stackName', text],
      ['param_ExternalId', text],
      ['param_BucketName', text],
      ['param_RoleName', text],
    ]);
  }
});
