// The builder's worker, for a page that shows how much it fetches.

import './counting.js';
import './builder.js';
