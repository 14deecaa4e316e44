"""What MLflow runs when it loads the model: code, so that nothing is pickled."""

from mlflow.models import set_model

from deploy.serve.mlflow_model import InspectionModel

set_model(InspectionModel())
