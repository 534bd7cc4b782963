// The entries of the table of measures, one per file.
#pragma once

#include "verify/measures/measure.h"

namespace sprint::verify {

MeasureKind classes_kind();
MeasureKind detections_kind();
MeasureKind accuracy_kind();
MeasureKind agreement_kind();
MeasureKind masks_kind();
MeasureKind sequences_kind();
MeasureKind embeddings_kind();
MeasureKind scores_kind();
MeasureKind regression_kind();

// Why outputs that may be boxes are not taken for them; empty where they are, or nothing speaks for
// boxes.
std::string why_no_detections(const Evidence& evidence);

}  // namespace sprint::verify
