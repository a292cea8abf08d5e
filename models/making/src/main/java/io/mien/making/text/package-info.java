/** CLIP's text side before its encoder: text to token ids, and prompts with learned context tokens. Used at build time only. */
@NullMarked
package io.mien.making.text;

import org.jspecify.annotations.NullMarked;
