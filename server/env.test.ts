import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { EnvironmentError, readEnv, variableNames } from './env';

const topic = 'arn:aws:sns:us-east-1:999988887777:tributary-doorbell';
const queue = 'https://sqs.us-east-1.amazonaws.com/999988887777/tributary-doorbell';

function problemsOf(variables: Record<string, string>): string[] {
  const names = [
    'BASE_URL',
    'AWS_ENDPOINT_URL',
    'AWS_CONSOLE_URL',
    'DOORBELL_TOPIC_ARN',
    'DOORBELL_QUEUE_URL',
    'TEMPLATE_BASE_URL',
  ];
  const unset = Object.fromEntries(names.map((name) => [name, '']));
  const all = { ...unset, AUTH_SECRET: 'x'.repeat(32), ...variables };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  try {
    readEnv();
    return [];
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.problems;
  }
}

afterEach(() => vi.unstubAllEnvs());

test('a doorbell is a topic and a queue, or nothing', () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf({ DOORBELL_TOPIC_ARN: topic, DOORBELL_QUEUE_URL: queue })).toEqual([]);
  expect(problemsOf({ DOORBELL_TOPIC_ARN: topic })).toEqual([
    'DOORBELL_QUEUE_URL: stands beside DOORBELL_TOPIC_ARN, and is missing',
  ]);
  expect(problemsOf({ DOORBELL_QUEUE_URL: queue })).toEqual([
    'DOORBELL_TOPIC_ARN: stands beside DOORBELL_QUEUE_URL, and is missing',
  ]);
});

test.each([
  'arn:aws:sns:eu-west-1:999988887777:tributary-doorbell',
  'arn:aws:sqs:us-east-1:999988887777:tributary-doorbell',
  'arn:aws:sns:us-east-1:999988887777:doorbell.fifo',
  'tributary-doorbell',
])('the topic %s is refused, with the Region that it must be in', (other) => {
  const problems = problemsOf({ DOORBELL_TOPIC_ARN: other, DOORBELL_QUEUE_URL: queue });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^DOORBELL_TOPIC_ARN: must be .* in us-east-1/);
});

test.each([
  'https://sqs.eu-west-1.amazonaws.com/999988887777/tributary-doorbell',
  'http://sqs.us-east-1.amazonaws.com/999988887777/tributary-doorbell',
  'https://sqs.us-east-1.amazonaws.com.example/999988887777/tributary-doorbell',
  'https://user@sqs.us-east-1.amazonaws.com/999988887777/tributary-doorbell',
  'https://sqs.us-east-1.amazonaws.com/tributary-doorbell',
  'https://sqs.us-east-1.amazonaws.com/999988887777/doorbell.fifo',
  'https://169.254.169.254/999988887777/tributary-doorbell',
])('the queue %s is refused, with an example', (other) => {
  const problems = problemsOf({ DOORBELL_TOPIC_ARN: topic, DOORBELL_QUEUE_URL: other });
  expect(problems).toEqual([expect.stringMatching(/^DOORBELL_QUEUE_URL: must be .*123456789012\/name$/)]);
});

test('where something stands in for AWS the queue is at its address', () => {
  const endpoint = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', DOORBELL_TOPIC_ARN: topic };
  const here = 'http://127.0.0.1:4566/999988887777/tributary-doorbell';
  expect(problemsOf({ ...endpoint, DOORBELL_QUEUE_URL: here })).toEqual([]);
  expect(problemsOf({ ...endpoint, DOORBELL_QUEUE_URL: queue })).toHaveLength(1);
});

test.each([
  'https://acme-templates.s3.eu-west-9.amazonaws.com',
  'https://acme-templates.s3.us-east-1.amazonaws.com.example',
  'https://cdn.example.com/templates',
  'https://acme-templates.s3.amazonaws.com/t?X-Amz-Signature=1',
])('templates at %s are refused, with an example', (base) => {
  expect(problemsOf({ TEMPLATE_BASE_URL: base })).toEqual([
    expect.stringMatching(/^TEMPLATE_BASE_URL: must be an address in S3, as in https:/),
  ]);
});

test.each<Record<string, string>>([
  { TEMPLATE_BASE_URL: 'https://acme-templates.s3.eu-north-1.amazonaws.com/tributary/' },
  { TEMPLATE_BASE_URL: 'http://127.0.0.1:4566/t-templates', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' },
])('templates at $TEMPLATE_BASE_URL are taken', (variables) => {
  expect(problemsOf(variables)).toEqual([]);
});

test.each(['README.md', 'docs/operator.md'])('%s names every variable', (file) => {
  const text = readFileSync(file, 'utf8');
  expect(variableNames.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
