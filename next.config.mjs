/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Native modules and what finds its own files at run time stay outside the bundle; they are traced into the standalone build.
  serverExternalPackages: [
    'better-sqlite3',
    'pg',
    'pg-boss',
    '@node-rs/argon2',
    'pino',
    'nodemailer',
    '@react-email/render',
  ],
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: { '*': ['./data/**', './sandbox/**', './e2e/**', './docs/**'] },
  turbopack: { root: import.meta.dirname },
  experimental: { serverActions: { bodySizeLimit: '1mb' } },
};

export default config;
