import { AppError } from '@/server/errors';

/** What came of an act: nothing when it worked, else the code and words that a person would get. A bug is thrown on. */
export async function outcome(
  act: () => Promise<unknown>,
): Promise<{ code?: string; happened?: string; todo?: string; field?: string | undefined }> {
  try {
    await act();
    return {};
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { happened, todo, field } = error.details;
    return { code: error.code, happened, todo, field };
  }
}
