import { describe, expect, it } from 'vitest';
import { passwordProblem } from './password';

const email = 'maria.keller@fjord.example';

describe('passwordProblem', () => {
  it.each([
    'harbour-kettle-violet',
    'Tributary-otter-lamp', // a product word among others is no harm
    'x7!kQ2vz',
    'ein langer Satz mit Leerzeichen ',
    'пароль-река-лампа',
    'k'.repeat(20).concat('quiet river stone '.repeat(10)),
  ])('accepts %s', (password) => expect(passwordProblem(password, email)).toBeNull());

  it.each([
    ['short', 'x7!kQ2v', 'Use 8 characters or more.'],
    ['longer than hashing allows', `${'ab1-'.repeat(64)}x`, 'Use 256 characters or fewer.'],
    ['one character', 'aaaaaaaaaaaa', 'Use more than three different characters.'],
    ['a sequence', '12345678', 'simple sequence'],
    ['a falling sequence', '987654321', 'simple sequence'],
    ['a common word', 'password1!', 'too easy'],
    ['a common word with signs for letters', 'P@ssw0rd2026', 'too easy'],
    ['two common words', 'AdminWelcome99', 'too easy'],
    ['the product', 'Tributary2026', 'too easy'],
    ['the product and AWS', 'tributary-aws-1', 'too easy'],
    ['only digits', '1357908642', 'too easy'],
    ['their own name', 'MariaKeller1', 'too easy'],
    ['their own address', 'maria.keller', 'too easy'],
  ])('refuses %s', (_, password, said) => expect(passwordProblem(password, email)).toContain(said));

  it('allows a long password up to 256 characters', () => {
    expect(passwordProblem('quiet river stone'.padEnd(256, 'q7'), email)).toBeNull();
  });
});
