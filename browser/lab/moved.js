// Where notebooks are that had another name once.

const MIRRORS = {
  S0: 'S0_two_layer_net', S1: 'S1_chapter_4', S2: 'S2_notes_and_code', S3: 'S3_two_layer_net', S4: 'S4_backpropagation',
};

export function moved(path) {
  return path
    .replace(/^(\w+\/)exercises_(ch\d\d_\d)\.ipynb$/, '$1$2x_exercises.ipynb')
    .replace(/^sources\/(\w+)\/(S[0-4])\.ipynb$/, (_, language, source) => `mirrors/${language}/${MIRRORS[source]}.ipynb`);
}
