// What the book's scripts say, in the language of the page.

/** A function from the name of a sentence, and what stands for its {names}, to the sentence. */
export async function words(language) {
  const all = await (await fetch(new URL(`words.${language}.json`, import.meta.url))).json();
  return (name, values = {}) => all[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}
