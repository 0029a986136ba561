// Litecells is the part of the kernel in a browser that knows what the cells of a notebook mean. It is built for
// js/wasm, and gives the page one function, goCells, that takes and returns JSON.
package main
