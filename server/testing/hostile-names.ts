import { AWS_REGIONS } from '@/lib/aws-regions';

/** Where a request would go if anybody believed what was typed: metadata services, other hosts, other schemes. */
const targets = [
  'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'http://[fd00:ec2::254]/latest/meta-data',
  'http://127.0.0.1:5432',
  'http://localhost:3000/api',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:169.254.169.254]/',
  'http://metadata.google.internal/',
  'https://evil.example/s3/buckets/my-billing',
  'https://evil.example',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'file:///etc/passwd',
  'ftp://evil.example/x',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example/my-billing',
  '\\\\evil.example\\share',
  'https:evil.example',
] as const;

/** How an address is dressed up as one of AWS. */
const disguises: readonly ((host: string) => string)[] = [
  (host) => `https://s3.amazonaws.com@${host}/my-billing`,
  (host) => `https://my-billing.s3.amazonaws.com.${host}/`,
  (host) => `https://${host}/#.s3.amazonaws.com`,
  (host) => `https://${host}?x=.s3.amazonaws.com`,
  (host) => `https://${host}\\.s3.amazonaws.com/my-billing`,
  (host) => `https://s3.us-east-1.amazonaws.com.${host}/my-billing`,
  (host) => `https://s3-${host}.amazonaws.com/my-billing`,
  (host) => `https://${host}:443%2f@s3.evil-1.amazonaws.com/x`,
];
const hosts = ['evil.example', '169.254.169.254', '127.0.0.1', '[::1]', 'xn--80ak6aa92e.example', 'a.b.c'];

/** Addresses that somebody types where a bucket is asked for: 100, none of which is a place in S3. */
export const hostileUrls: readonly string[] = [
  ...targets,
  ...hosts.flatMap((host) => disguises.map((disguise) => disguise(host))),
  ...hosts.flatMap((host) => [
    `s3://${host}:80@x`,
    `s3://@${host}/`,
    `arn:aws:s3:::${host}:8080`,
    `arn:aws:s3:us-east-1:111122223333:accesspoint/${host}`,
    `https://console.aws.amazon.com.${host}/s3/buckets/my-billing`,
  ]),
  's3://%2e%2e/x',
  's3://..%2f..%2f',
];

const regionMarks = [
  '.evil.example',
  '.evil.example/',
  '@evil.example',
  '#',
  '?',
  '/',
  '\\',
  ':80',
  '\u0000',
  '%00',
];

/** What stands where a Region is expected: 100, none of which is in the closed list. */
export const hostileRegions: readonly string[] = [
  ...regionMarks.flatMap((mark) => AWS_REGIONS.slice(0, 8).map((region) => `${region}${mark}`)),
  ...[
    'evil.example#',
    'evil.example/',
    '127.0.0.1',
    '[::1]',
    '',
    ' ',
    'US-EAST-1',
    'us-east-1 ',
    ' us-east-1',
  ],
  ...['us-east-1\r\nhost: evil.example', 'us-gov-east-1', 'cn-north-1', 'us-iso-east-1', 'moon-1'],
  ...[
    'us_east_1',
    'us-east-1,eu-west-1',
    '$'.concat('{jndi:ldap://evil.example}'),
    '../us-east-1',
    'x'.repeat(300),
    'aws-global',
  ],
];

const spoilers = ' !"#$%&\'()*+,:;<=>?@[\\]^_`{|}~\u0000\t\u007fäßñ漢\u202e\u{1f4a3}'.match(/./gsu) ?? [];
const shapes: readonly ((mark: string) => string)[] = [
  (mark) => `acme${mark}billing`,
  (mark) => `a${mark}${mark}b`,
  (mark) => `${'a'.repeat(30)}${mark}${'b'.repeat(30)}`,
  (mark) => `acme-${mark}`.padEnd(12, 'z'),
  (mark) => `acme${mark}.evil.example`,
  (mark) => `1${mark}2${mark}3`,
  (mark) => `acme-billing${mark}x`,
  (mark) => `ab${mark}cd-ef`,
  (mark) => `acme-${encodeURIComponent(mark)}%-billing`,
  (mark) => `${mark === ' ' ? '_' : mark}acme${mark}`.concat('-billing'),
];

/** 500 names of buckets that AWS's grammar does not know. */
export const badBucketNames: readonly string[] = [
  ...new Set([
    ...shapes.flatMap((shape) => spoilers.map(shape)),
    ...[
      '',
      'a',
      'ab',
      '-',
      '.',
      '..',
      '...',
      'a..b',
      '.acme',
      'acme.',
      '-acme',
      'acme-',
      'ACME',
      'Acme-billing',
    ],
    ...[
      '192.168.0.1',
      '1.1.1.1',
      '10.0.0.255',
      'xn--acme',
      'sthree-acme',
      'amzn-s3-demo-acme',
      'acme-s3alias',
    ],
    ...[
      'acme--ol-s3',
      'acme.mrap',
      'acme--use1-az4--x-s3',
      'acme--table-s3',
      'acme/billing',
      '../acme',
      '/acme',
      'acme//x',
    ],
    ...Array.from({ length: 80 }, (_, more) => 'a'.repeat(64 + more)),
    ...Array.from({ length: 26 }, (_, letter) => `acme-${String.fromCharCode(65 + letter)}-billing`),
  ]),
].slice(0, 500);

/** 30 names of stacks, and what stands for a value, that mean something to an address or to a page. */
export const hostileTexts: readonly string[] = [
  'a&stackName=b',
  'a#/stacks/delete',
  'a?region=eu-west-1',
  'a/../../iam',
  'a%2f..%2f',
  'a&param_ExternalId=mine',
  'a&templateURL=https://evil.example/x',
  '@evil.example',
  '//evil.example',
  'a b',
  'a\tb',
  'a\nb',
  'a\r\nLocation: x',
  'a\u0000b',
  '"><script>alert(1)</script>',
  "'); drop table connections;--",
  '$'.concat('{jndi:ldap://evil.example}'),
  '{{7*7}}',
  'a=b',
  'a;b',
  'a+b',
  'a%',
  '%zz',
  'ä',
  '漢字',
  '\u{1f4a3}',
  '\u202eabc',
  'javascript:alert(1)',
  '',
  'x'.repeat(500),
];
