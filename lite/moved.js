// Leads a link to a notebook that has another name now to where it is, before the page reads its address.
{
  const MIRRORS = {
    S0: 'S0_two_layer_net', S1: 'S1_chapter_4', S2: 'S2_notes_and_code', S3: 'S3_two_layer_net', S4: 'S4_backpropagation',
  };
  const url = new URL(location.href);
  const path = url.searchParams.get('path') ?? '';
  const now = path
    .replace(/^(\w+\/)exercises_(ch\d\d_\d)\.ipynb$/, '$1$2x_exercises.ipynb')
    .replace(/^sources\/(\w+)\/(S[0-4])\.ipynb$/, (_, language, source) => `mirrors/${language}/${MIRRORS[source]}.ipynb`);
  if (now !== path) {
    url.searchParams.set('path', now);
    history.replaceState(null, '', url);
  }
}
