// Handout, default theme: the reader's choice of light or dark, set before anything is painted.
(function () {
  'use strict';
  try {
    const scheme = localStorage.getItem('handout-scheme');
    if (scheme === 'light' || scheme === 'dark') document.documentElement.dataset.scheme = scheme;
  } catch {
    // Without storage the preference of the system rules.
  }
})();
