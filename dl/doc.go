// Package dl is a Go edition of chapters 3 to 5 of Deep Learning from Scratch (Koki Saitoh, O'Reilly Japan, 2016), with
// momentum, initialization and dropout from chapter 6. At its center is chapter 4, how a neural network learns: it measures
// how wrong the net is (the loss), finds how the loss changes with each weight (the gradient), takes a small step against
// the gradient, and repeats. Chapter 3 contributes what a net needs to answer, and chapter 5 the layers through which
// backpropagation computes the gradient fast.
//
// # A net in a few lines
//
//	train, _, err := datasets.LoadMNIST(datasets.Options{Normalize: true, Flatten: true}) // package dlfs/datasets
//	if err != nil {
//		log.Fatal(err)
//	}
//	src := rand.NewPCG(1, 0) // of math/rand/v2
//	net := dl.NewTwoLayerNet(784, 50, 10, nil, src)
//	trainer := dl.Trainer{
//		Net: net, Optimizer: &dl.SGD{LearningRate: 0.1},
//		BatchSize: 100, Iterations: 10000, Src: src,
//	}
//	for step := range trainer.Steps(train) {
//		fmt.Println(step.Iteration, step.Loss)
//	}
//
// For the net of chapter 5, use a [LayerNet], which can have any layers ([NewSequential]), instead of the
// [TwoLayerNet]. For an optimizer of chapter 6, use [Momentum] instead of [SGD]. [CheckGradient] compares a net's
// numerical gradient with the one from backpropagation. You can also write a net by hand, array by array: [Dot],
// [AddRow], [Map] and the other functions in matrix.go do what NumPy does in the book (see the example ByHand).
//
// # Rules
//
// Rows are samples. A batch is a matrix of N rows, x of shape (N, inputs), and each layer turns it into another matrix of N
// rows. All numbers are float64, because the numerical differences need its precision. The right answers are [Targets], and
// their type says what they are: [Labels] hold the number of each sample's class, and [Rows] a row of numbers for each
// sample. Nothing is guessed from sizes.
//
// What a function returns belongs to the caller, who can change it. Arguments stay as they are, except dst: results are
// written to it and it is returned, and a nil dst is allocated. There are a few exceptions. A [Param] is the net's own
// memory, so changing it changes the net, and Gradient overwrites Param.Grad. The batch that a [Data] returns is valid until
// the next one. [Take] and [TargetsOf] copy only where they must. What Forward and Backward of a [Layer] return belongs to
// the layer and is valid until the next call.
//
// Make a net with its New function; its zero value is only for [Load]. A net keeps its intermediate results for reuse, so a
// training step allocates nothing after the first batch of a size (except for the list that [Bytes] makes once), and one net
// serves one goroutine at a time. Several nets can learn side by side (see [Trainer]).
//
// A shape that does not fit is a bug in the calling code, and the function panics with a [ShapeError] that names both
// shapes. If an argument makes no sense (no samples, a label that is no class, a learning rate of NaN), it panics with an
// [ArgumentError]. Both are in English in every language of the course, like the panics of Go itself. Only what comes from
// outside fails with an error: a file that [Load] cannot read or [Save] cannot write. A NaN in the data is neither; it
// carries through to the result, where you can see it.
//
// As in the book, the gradient is not exactly the gradient of the loss. The loss adds [Delta] inside the logarithm, and
// backpropagation does not. For targets that are not one-hot, the loss uses the position of the largest number in a
// row, and backpropagation uses all numbers.
//
// Random numbers come only from the source of math/rand/v2 that the caller passes: keep the seed and you can repeat the
// experiment.
//
// # The same bits everywhere
//
// The same program gives the same bits on every machine, from a laptop to a browser, if your own code does its part. In
// functions that you pass to [NumericalDiff] or [Map], and wherever you compute results, write float64(a*b) + c instead of
// a*b + c, which some processors round once and others twice. Use [Exp], [Log], [Tanh], [Normal] and [Choice] instead of
// their counterparts in the standard library, and [Dot] instead of mat.Dense's Mul, whose results differ between processors.
//
// Products skip pixels that are 0. That changes no bit as long as the weights are finite; an infinite or NaN weight shows
// only through pixels that are not 0.
//
// # Where to find what
//
// The files follow the book's sections:
//
//	functions.go        activation functions                        3.2
//	matrix.go           operations on arrays, as in NumPy           3.3
//	softmax.go          softmax                                     3.5
//	threelayernet.go    a three-layer net for inference             3.6
//	loss.go             loss functions                              4.2
//	targets.go          labels and one-hot targets                  4.2.4
//	minibatch.go        random mini-batches                         4.2.3
//	numdiff.go          numerical differentiation                   4.3
//	gradient.go         numerical gradients                         4.4
//	descent.go          gradient descent                            4.4.1
//	simplenet.go        a net with six weights                      4.4.2
//	param.go            parameters and their gradients              4.4.2
//	init.go             initial weights                             4.5.1, 6.2
//	twolayernet.go      a two-layer net                             4.5.1
//	optimizer.go        SGD and momentum                            4.5.2, 6.1
//	trainer.go          the training loop, epochs                   4.5.2, 4.5.3
//	accuracy.go         accuracy                                    3.6.2, 4.5.3
//	graph.go            computational graphs, the chain rule        5.1 to 5.3
//	nodes.go            multiplication and addition nodes           5.4
//	layer.go            the interface of all layers                 5.4
//	relu.go             ReLU layer                                  5.5.1
//	sigmoid.go          sigmoid layer                               5.5.2
//	tanh.go             tanh layer                                  5.5
//	affine.go           affine layer                                5.6.1, 5.6.2
//	softmaxwithloss.go  softmax with cross-entropy loss             5.6.3
//	layernet.go         a net of layers                             5.7.2
//	gradientcheck.go    gradient check                              5.7.3
//	dropout.go          dropout                                     6.4.3
//
// And beside the book:
//
//	sequential.go       a net of any layers
//	netfile.go          saving and loading nets
//	layerfile.go        saving and loading nets of layers
//	bytes.go            sets of images
//	shape.go            shapes, printed as in NumPy
//	format.go           numbers, printed as in NumPy
//	errors.go           the panics
//	cores.go            sharing a batch among the processor's cores
//	elementwise.go      what the layers that treat each entry alone have in common
//	netdiff.go          fast numerical gradients of nets
//	product.go          matrix products
//
// For the names in the book's Python:
//
//	step_function(x)                     StepFunction(x)
//	sigmoid(x), relu(x)                  Sigmoid(x), ReLU(x)
//	sigmoid_grad(x)                      SigmoidGrad(x)
//	np.exp(x), np.log(x), np.tanh(x)     Exp(x), Log(x), Tanh(x)
//	np.dot(a, b)                         Dot(a, b)
//	a + b, a - b, a * b                  Add(a, b), Sub(a, b), MulElem(a, b)
//	a + b of shapes (n, m), (m,)         AddRow(a, b), b of shape (1, m)
//	k * a, a / k                         Scale(k, a), Divide(a, k)
//	f(a), entry by entry                 Map(f, a)
//	np.sum(a, axis=0), np.sum(a, axis=1) ColumnSums(a), RowSums(a)
//	a.T                                  a.T()
//	a[0], a[:, 0]                        a.RowView(0), a.ColView(0)
//	x[mask]                              Take(x, mask)
//	softmax(x)                           Softmax(nil, x), SoftmaxRows(nil, x)
//	mean_squared_error(y, t)             SumSquaredError(y, t)
//	sum_squared_error(y, t)              SumSquaredError(y, t), SumSquaredErrorBatch(y, t)
//	cross_entropy_error(y, t)            CrossEntropy(y, t), CrossEntropyBatch(y, t)
//	delta = 1e-7                         Delta
//	t, one_hot_label=False               Labels{5, 0, 4}
//	t, one_hot_label=True                Rows{m}, OneHot(labels, 10)
//	np.argmax(v), np.argmax(y, axis=1)   ArgMax(v), ArgMaxRows(y)
//	h = 1e-4                             DiffStep
//	numerical_diff(f, x)                 ForwardDiff(f, x, h), NumericalDiff(f, x)
//	tangent_line(f, x)                   TangentLine(f, x), which returns slope and intercept
//	numerical_gradient(f, x)             NumericalGradient(nil, f, x)
//	numerical_gradient(f, W)             NumericalGradients(loss, params)
//	gradient_descent(f, x, lr, n)        GradientDescent(f, x, lr, n)
//	simpleNet()                          NewSimpleNet(src)
//	TwoLayerNet(784, 50, 10)             NewTwoLayerNet(784, 50, 10, nil, src)
//	net.predict(x), net.loss(x, t)       net.Predict(x), net.Loss(x, t)
//	net.accuracy(x, t)                   net.Accuracy(x, t)
//	net.numerical_gradient(x, t)         net.NumericalGradient(x, t)
//	net.gradient(x, t)                   net.Gradient(x, t)
//	net.params['W1']                     net.Param("W1").Value
//	grads['W1']                          net.Param("W1").Grad
//	params[key] -= lr * grads[key]       SGD.Update(params), for every key
//	MulLayer(), AddLayer()               new(MulLayer), AddLayer{}
//	Affine(W, b)                         NewAffineLayer(w, b); with random weights, NewAffine(784, 50, nil, src)
//	Relu(), Sigmoid()                    new(ReLULayer), new(SigmoidLayer)
//	SoftmaxWithLoss()                    new(SoftmaxWithLoss)
//	Dropout(0.5)                         &Dropout{Ratio: 0.5, Src: src}
//	train_flg=True, False                True in Gradient; False in Predict, Loss and Accuracy (TrainingLayer)
//	layer.forward(x)                     Layer.Forward(x)
//	layer.backward(dout)                 Layer.Backward(dy)
//	affine.dW, affine.db                 AffineLayer.W.Grad, AffineLayer.B.Grad
//	TwoLayerNet of ch05                  NewLayerNet(784, 50, 10, nil, src); with other layers, NewSequential(layers...)
//	layers = OrderedDict()               LayerNet.Layers(), in order
//	net.layers['Affine1']                LayerNet.Layer("Affine1")
//	np.average(np.abs(a - b))            CheckGradient(net, x, t)
//	init_network()                       NewThreeLayerNet; with trained weights, SampleNet of package datasets
//	predict(network, x)                  ThreeLayerNet.Predict(x)
//	pickle.dump                          Save(path, net)
//	pickle.load                          Load(path, &net), after var net TwoLayerNet
//	SGD(lr)                              &SGD{LearningRate: lr}
//	Momentum(lr, momentum=m)             &Momentum{LearningRate: lr, Momentum: m}
//	optimizer.update(params, grads)      Optimizer.Update(params)
//	weight_init_std=0.01                 Std(0.01); Xavier and He of chapter 6
//	np.random.randn(n, m)                Normal(n, m, 1, src)
//	np.random.rand(n, m)                 Uniform(n, m, src)
//	np.random.choice(n, size)            Choice(n, size, src)
//	i % iter_per_epoch == 0              EpochStart(i, samples, batch)
//	x.shape                              ShapeOf(x), Param.Shape()
//	print(x)                             FormatVector(x), FormatMatrix(x)
package dl
