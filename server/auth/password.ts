import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane (about 20 ms of one core). */
const cost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** The hash of a password that nobody has: verifying against it takes as long as a real one. */
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$QdhYZhVLpW0SAqLYCcpzRw$+V2f+gPJofn3mKiTH9q5MLHEROr8IcBATSIr/zcT5ow';

/** Hashes at the same time: each takes 19 MiB and a thread of libuv's four, so a flood of sign-ins waits here instead. */
const slots = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Hashes a new password. Call it outside withScope. */
export function hashPassword(password: string): Promise<string> {
  return inSlot(() => hash(password, cost));
}

/**
 * Whether the password belongs to the hash. Without a hash (no such identity, or not activated yet) the same work is done and the
 * answer is no, so that the time tells nothing. Call it outside withScope.
 */
export function verifyPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  return inSlot(async () => {
    const right = await verify(stored ?? dummyHash, password).catch(() => false);
    return stored ? right : false;
  });
}

async function inSlot<T>(work: () => Promise<T>): Promise<T> {
  if (running >= slots) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
