// Goes on to the course in the reader's language: the one read last, or the first that the browser asks for.

const LANGUAGES = ['en', 'zh', 'ko', 'ja'];

const wanted = [last(), ...navigator.languages].map((language) => language?.slice(0, 2).toLowerCase());
const language = wanted.find((name) => LANGUAGES.includes(name)) ?? 'en';
location.replace(new URL(`${language}/index.html`, location.href));

function last() {
  try {
    return localStorage.getItem('dlfs-language');
  } catch {
    return null; // The browser stores nothing for this site.
  }
}
