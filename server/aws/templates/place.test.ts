import { expect, test } from 'vitest';
import { templatePlace } from './place';

const endpoint = 'http://127.0.0.1:4566';

test.each([
  ['https://acme-templates.s3.amazonaws.com', 'acme-templates', '', null],
  [
    'https://acme-templates.s3.eu-north-1.amazonaws.com/tributary',
    'acme-templates',
    'tributary/',
    'eu-north-1',
  ],
  ['https://acme.templates.s3.us-east-1.amazonaws.com/a/b/', 'acme.templates', 'a/b/', 'us-east-1'],
  ['https://s3.eu-west-1.amazonaws.com/acme-templates/t', 'acme-templates', 't/', 'eu-west-1'],
  ['http://127.0.0.1:4566/tributary-templates', 'tributary-templates', '', null],
])('%s is in the bucket %s', (base, bucket, prefix, region) => {
  expect(templatePlace(base, endpoint)).toEqual({ bucket, prefix, region });
});

test.each([
  'https://cdn.example.com/templates',
  'http://acme-templates.s3.amazonaws.com',
  'http://127.0.0.1:9999/tributary-templates',
  'https://s3.eu-west-1.amazonaws.com/',
  'https://acme-templates.s3.amazonaws.com.example.com',
  'https://acme-templates.s3.eu-west-9.amazonaws.com',
  'https://acme-templates.s3.us-east-1.evil.amazonaws.com',
  'https://acme-templates.s3-website-us-east-1.amazonaws.com',
  'https://s3.moon-1.amazonaws.com/acme-templates',
  'https://acme-templates.s3.amazonaws.com:8443',
  'https://s3.amazonaws.com:8443/acme-templates',
  'https://user@acme-templates.s3.amazonaws.com',
  'https://acme-templates.s3.amazonaws.com/?versionId=1',
  'https://acme-templates.s3.amazonaws.com/#x',
  'https://acme..templates.s3.amazonaws.com',
  'https://s3.amazonaws.com/ACME',
  'http://127.0.0.1:4566/',
  'not an address',
])('%s is no place in S3', (base) => {
  expect(templatePlace(base, endpoint)).toBeNull();
});
