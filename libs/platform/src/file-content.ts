/**
 * Parses the content of a file that a setting names. Throws an error that names the setting and quotes nothing: in its place may
 * lie a secret, by mistake.
 */
export const parseFileContent = (setting: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause, which quotes what it read.
    throw new Error(`${setting} names a file that holds no JSON`);
  }
};
