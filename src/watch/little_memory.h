// Holding no more memory than is in use.
#pragma once

namespace sprint::watch {

// For a program that runs for hours and needs little between what it loads: all threads allocate
// from one arena, and what is freed in pieces of 128 KB and more goes back to the system at once,
// where glibc would raise that bound with the largest piece freed so far. Before there are threads.
void hold_little_memory() noexcept;

// Gives back what is free already.
void return_free_memory() noexcept;

}  // namespace sprint::watch
