// Quantizes a model on a folder of samples, then classifies a picture with the result.
// Usage: embed MODEL SAMPLES PICTURE OUT
#include <sprint/error.h>
#include <sprint/model.h>
#include <sprint/preprocess.h>
#include <sprint/quantize.h>
#include <sprint/samples.h>
#include <sprint/session.h>

#include <algorithm>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "usage: embed MODEL SAMPLES PICTURE OUT\n"), 2;
  try {
    const sprint::Model model = sprint::Model::load(argv[1]);
    const sprint::SampleSet samples = sprint::open_samples(argv[2]);
    const sprint::Model quantized = sprint::quantize(model, &samples);
    quantized.save(argv[4]);

    const auto session = sprint::open_session(quantized);
    const sprint::Image picture = sprint::load_image(argv[3]);
    const sprint::Tensor input =
        sprint::preprocess_image(picture, quantized.preprocess(), session->inputs()[0]);
    const std::vector<float> scores = sprint::to_floats(session->run({&input, 1})[0]);
    const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
    std::printf("%s %.3f\n", quantized.labels().at(static_cast<size_t>(best)).c_str(),
                scores[static_cast<size_t>(best)]);
    return 0;
  } catch (const sprint::Error& error) {
    return std::fprintf(stderr, "embed: %s\n", error.what()), 1;
  }
}
