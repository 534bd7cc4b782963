// LSTM, GRU and RNN.
#include <string>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Y is [sequence, directions, batch, hidden], Y_h and Y_c [directions, batch, hidden]; with layout
// 1 the batch comes first.
void infer_recurrent(InferContext& context) {
  for (size_t i = 0; i < 3; ++i) context.set(i, context.dtype(0));
  const Shape* x = context.shape(0);
  if (x == nullptr) return;
  if (x->size() != 3) fail("expected an input of rank 3, got rank {}", x->size());
  const ir::Node& node = context.node();
  const bool both = node.get("direction", std::string("forward")) == "bidirectional";
  const bool batch_first = node.get<int64_t>("layout", 0) != 0;
  const Dim directions(both ? 2 : 1);
  const Dim& sequence = (*x)[batch_first ? 1 : 0];
  const Dim& batch = (*x)[batch_first ? 0 : 1];
  Dim hidden(node.get<int64_t>("hidden_size", -1));
  const Shape* recurrence = context.shape(2);
  if (!hidden.known() && recurrence != nullptr && recurrence->size() == 3)
    hidden = (*recurrence)[2];
  const Shape all = batch_first ? Shape{batch, sequence, directions, hidden}
                                : Shape{sequence, directions, batch, hidden};
  const Shape last =
      batch_first ? Shape{batch, directions, hidden} : Shape{directions, batch, hidden};
  context.set(0, context.dtype(0), all);
  context.set(1, context.dtype(0), last);
  context.set(2, context.dtype(0), last);
}

}  // namespace

std::vector<OpSpec> recurrent_ops() {
  return {{"GRU", infer_recurrent}, {"LSTM", infer_recurrent}, {"RNN", infer_recurrent}};
}

}  // namespace sprint::ops
