/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  poweredByHeader: false,
  // Types are a check of their own (npm run check); the build does not run the same compiler again.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  // Native modules and what is loaded at run time stay outside the bundle (bundling the AWS SDK costs minutes); all of it is
  // traced into the standalone build.
  serverExternalPackages: [
    'better-sqlite3',
    'pg',
    'pg-boss',
    '@node-rs/argon2',
    'pino',
    'nodemailer',
    'croner',
    'csv-parse',
    'hyparquet',
    'hyparquet-compressors',
    '@react-email/render',
    '@aws-crypto/sha256-js',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-cost-optimization-hub',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-organizations',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-securityhub',
    '@aws-sdk/client-sqs',
    '@aws-sdk/client-sts',
    '@aws-sdk/client-support',
    '@aws-sdk/client-trustedadvisor',
    '@aws-sdk/credential-provider-node',
    '@smithy/protocol-http',
    '@smithy/signature-v4',
  ],
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: { '*': ['./data/**', './sandbox/**', './e2e/**', './docs/**'] },
  turbopack: { root: import.meta.dirname },
  experimental: {
    serverActions: { bodySizeLimit: '1mb' },
    // Saves a fifth of the build, and stack traces in the log keep their names.
    serverMinification: false,
    turbopackFileSystemCacheForBuild: false,
  },
};

export default config;
